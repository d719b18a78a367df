namespace DominoDataLab.LocalServer.Storage;

/// <summary>The part of a list that a request asks for, and how many entries the whole list has.</summary>
internal sealed record Page<T>(List<T> Rows, int Total);

/// <summary>A query whose results are paged in the database.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="From">The tables and conditions.</param>
/// <param name="Order">The order, which must be complete.</param>
/// <param name="With">The WITH clause, if there is one.</param>
internal sealed record ListQuery(string Columns, string From, string Order, string With = "")
{
    /// <summary>The part that is the whole list.</summary>
    public static readonly (int Offset, int Limit) All = (0, -1);
}
