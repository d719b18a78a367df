using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Data.Sql;

/// <summary>The limits of one query of a source.</summary>
/// <param name="Timeout">The time that the database may work on the query.</param>
/// <param name="Rows">The maximum number of rows. If null, the number is not limited.</param>
/// <param name="Bytes">The maximum number of bytes. If null, the number is not limited.</param>
internal sealed record QueryLimits(TimeSpan Timeout, long? Rows, long? Bytes)
{
    private static readonly string[] Members = ["timeoutSeconds", "rows", "bytes"];

    /// <summary>Reads the member <c>limits</c> of a source's settings.</summary>
    /// <exception cref="DomainException">It is not valid.</exception>
    public static QueryLimits Read(JsonObject settings, TimeSpan timeout)
    {
        var limits = settings["limits"] switch
        {
            null => [],
            JsonObject given => given,
            _ => throw DomainException.Invalid("'limits' must be an object."),
        };
        if (limits.Select(pair => pair.Key).FirstOrDefault(member => !Members.Contains(member)) is { } unknown)
        {
            throw DomainException.Invalid($"Unknown member 'limits.{unknown}'. Use {string.Join(", ", Members)}.");
        }

        return new QueryLimits(
            Positive(limits, "timeoutSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : timeout,
            Positive(limits, "rows"),
            Positive(limits, "bytes")
        );
    }

    private static long? Positive(JsonObject limits, string member) =>
        limits[member] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<long>(out var number) && number is > 0 and <= int.MaxValue * 1024L => number,
            _ => throw DomainException.Invalid($"'limits.{member}' must be a whole number above 0."),
        };
}
