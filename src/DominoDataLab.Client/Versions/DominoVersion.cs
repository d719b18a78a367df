using System.Globalization;
using System.Text.RegularExpressions;

namespace DominoDataLab.Client;

/// <summary>
/// A deployment's version. Release numbers compare number by number and missing ones are 0; a pre-release
/// (<c>4.1.0rc1</c>) comes before its release, a post-release and a local build (<c>4.1.0+abc</c>) after it.
/// </summary>
public sealed partial class DominoVersion : IComparable<DominoVersion>, IEquatable<DominoVersion>
{
    private readonly string _text;
    private readonly int[] _release;
    private readonly (int Stage, int Number) _pre;
    private readonly int _post;
    private readonly string _local;

    private DominoVersion(string text, int[] release, (int, int) pre, int post, string local) =>
        (_text, _release, _pre, _post, _local) = (text, release, pre, post, local);

    /// <summary>Reads a version. A leading <c>v</c> is ignored.</summary>
    /// <param name="text">For instance <c>6.2.0</c> or <c>4.1.0rc1</c>.</param>
    /// <exception cref="FormatException">The string is not a valid version.</exception>
    public static DominoVersion Parse(string text) =>
        TryParse(text, out var version)
            ? version
            : throw new FormatException($"'{text}' is not a valid version. Use a form such as 6.2.0.");

    /// <summary>Tries to read a version.</summary>
    /// <param name="text">For instance <c>6.2.0</c>.</param>
    /// <param name="version">The version, or null.</param>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DominoVersion? version)
    {
        version = null;
        var match = Pattern().Match(text ?? "");
        if (!match.Success)
        {
            return false;
        }

        var parts = match.Groups["release"].Value.Split('.');
        var release = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out release[i]))
            {
                return false;
            }
        }

        // A release sorts after all of its pre-releases: stage 4 stands for "none".
        var stage = match.Groups["pre"].Value.ToUpperInvariant() switch
        {
            "A" or "ALPHA" => 1,
            "B" or "BETA" => 2,
            "C" or "RC" or "PRE" or "PREVIEW" => 3,
            _ => match.Groups["dev"].Success && !match.Groups["post"].Success ? 0 : 4,
        };
        var number = match.Groups[stage == 0 ? "devn" : "pren"].Value;
        var post = match.Groups["post"].Success ? 1 + ToNumber(match.Groups["postn"].Value) : 0;
        version = new DominoVersion(text!.Trim(), release, (stage, ToNumber(number)), post, match.Groups["local"].Value);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(DominoVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        for (var i = 0; i < Math.Max(_release.Length, other._release.Length); i++)
        {
            var byNumber = At(_release, i).CompareTo(At(other._release, i));
            if (byNumber != 0)
            {
                return byNumber;
            }
        }

        var byRest = (_pre, _post).CompareTo((other._pre, other._post));
        return byRest != 0 ? byRest : string.CompareOrdinal(_local, other._local);
    }

    /// <inheritdoc/>
    public bool Equals(DominoVersion? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DominoVersion);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var number in _release.AsSpan().TrimEnd(0))
        {
            hash.Add(number);
        }

        hash.Add(_pre);
        hash.Add(_post);
        hash.Add(_local);
        return hash.ToHashCode();
    }

    /// <summary>The version as the server wrote it.</summary>
    public override string ToString() => _text;

    /// <summary>true if one version is older than another; otherwise, false.</summary>
    public static bool operator <(DominoVersion left, DominoVersion right) => left.CompareTo(right) < 0;

    /// <summary>true if one version is newer than another; otherwise, false.</summary>
    public static bool operator >(DominoVersion left, DominoVersion right) => left.CompareTo(right) > 0;

    /// <summary>true if one version is older than another, or the same; otherwise, false.</summary>
    public static bool operator <=(DominoVersion left, DominoVersion right) => left.CompareTo(right) <= 0;

    /// <summary>true if one version is newer than another, or the same; otherwise, false.</summary>
    public static bool operator >=(DominoVersion left, DominoVersion right) => left.CompareTo(right) >= 0;

    /// <summary>true if two versions are equal, such as <c>4.1</c> and <c>4.1.0</c>; otherwise, false.</summary>
    public static bool operator ==(DominoVersion? left, DominoVersion? right) => left is null ? right is null : left.Equals(right);

    /// <summary>true if two versions differ; otherwise, false.</summary>
    public static bool operator !=(DominoVersion? left, DominoVersion? right) => !(left == right);

    private static int At(int[] numbers, int index) => index < numbers.Length ? numbers[index] : 0;

    private static int ToNumber(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(
        @"^\s*v?(?<release>\d+(\.\d+)*)([-_.]?(?<pre>a|b|c|rc|alpha|beta|pre|preview)[-_.]?(?<pren>\d*))?"
            + @"([-_.]?(?<post>post|rev|r)[-_.]?(?<postn>\d*))?([-_.]?(?<dev>dev)[-_.]?(?<devn>\d*))?"
            + @"(\+(?<local>[a-z0-9]+([-_.][a-z0-9]+)*))?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Pattern();
}
