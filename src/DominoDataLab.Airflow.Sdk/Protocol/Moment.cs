using System.Globalization;
using System.Xml;

namespace DominoDataLab.Airflow.Sdk.Protocol;

/// <summary>Times as Airflow reads them.</summary>
internal static class Moment
{
    private const string Format6 = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>Formats a time in UTC with six fraction digits, such as 2026-09-01T00:00:02.123456Z.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Format6, CultureInfo.InvariantCulture);

    /// <summary>Formats a duration as ISO 8601, such as PT5M.</summary>
    public static string Format(TimeSpan duration) => XmlConvert.ToString(duration);

    /// <summary>Writes the current time as UTF-8.</summary>
    public static int FormatNow(Span<byte> into)
    {
        DateTime.UtcNow.TryFormat(into, out var length, Format6, CultureInfo.InvariantCulture);
        return length;
    }
}
