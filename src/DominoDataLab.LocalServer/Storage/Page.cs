namespace DominoDataLab.LocalServer.Storage;

/// <summary>The part of a list that a request asks for, and how many entries the whole list has.</summary>
internal sealed record Page<T>(List<T> Rows, int Total);

/// <summary>A query whose results are paged in the database. <see cref="With"/> comes before SELECT; it holds WITH and its tables.</summary>
internal sealed record ListQuery(string Columns, string From, string Order, string With = "")
{
    /// <summary>The part that is the whole list.</summary>
    public static readonly (int Offset, int Limit) All = (0, -1);
}
