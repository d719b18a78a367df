using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DominoDataLab.LocalServer;

/// <summary>UIDs of the system that the local server gives to its users.</summary>
/// <param name="First">The first UID, which is also the GID of all executions. At least 1,000.</param>
/// <param name="Last">The last UID.</param>
public sealed record UidRange(int First, int Last)
{
    internal const int Smallest = 1000;

    /// <summary>Reads a range, such as <c>700000-700999</c>.</summary>
    /// <param name="text">The first and the last UID with a <c>-</c> between them.</param>
    /// <param name="range">The range, or null if the text is not a range of UIDs.</param>
    /// <returns>true if the text is a range of UIDs; otherwise, false.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out UidRange? range)
    {
        range =
            text?.Split('-') is [var first, var last]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            && from >= Smallest
            && from <= to
                ? new UidRange(from, to)
                : null;
        return range is not null;
    }

    /// <summary>Gets the range as <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    internal bool Contains(long uid) => uid >= First && uid <= Last;

    internal int Count => Last - First + 1;
}
