using System.Globalization;
using System.Text;
using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Flight;

/// <summary>Writes errors so that every client of Flight shows the server's words.</summary>
internal static class FlightErrors
{
    // All metadata of a response must stay below 8,192 bytes, and the text travels twice: percent-encoded and as base64.
    private const int MaxTextBytes = 1997;
    private const int MaxWireBytes = 7000;

    /// <summary>Makes the error of a call, with trailers as a server sends them that is built on Arrow's C++ library.</summary>
    public static RpcException Create(StatusCode code, string message, bool withTrailers = true)
    {
        var text = Cut(message);
        var trailers = new Metadata();
        if (withTrailers && ArrowStatus(code) is var (number, detail))
        {
            trailers.Add("x-arrow-status", number.ToString(CultureInfo.InvariantCulture));
            trailers.Add("x-arrow-status-message-bin", Encoding.UTF8.GetBytes(text));
            if (detail is not null)
            {
                trailers.Add("x-arrow-status-detail-bin", Encoding.UTF8.GetBytes(detail));
            }
        }

        return new RpcException(new Status(code, text), trailers);
    }

    /// <summary>
    /// The number of Arrow's status for a status of gRPC. With another pair than these, Python raises an exception of another type.
    /// </summary>
    private static (int Number, string? Detail)? ArrowStatus(StatusCode code) =>
        code switch
        {
            StatusCode.Internal => (5, "Internal"),
            StatusCode.Unauthenticated => (5, "Unauthenticated"),
            StatusCode.PermissionDenied => (5, "Unauthorized"),
            StatusCode.Unavailable => (5, "Unavailable"),
            StatusCode.DeadlineExceeded => (5, "TimedOut"),
            StatusCode.Cancelled => (5, "Cancelled"),
            StatusCode.Unknown => (5, "Failed"),
            StatusCode.InvalidArgument => (4, null),
            StatusCode.NotFound => (2, null),
            StatusCode.Unimplemented => (10, null),
            _ => null,
        };

    /// <summary>Shortens a string between two characters so that it fits.</summary>
    private static string Cut(string text)
    {
        int bytes = 0,
            wire = 0,
            end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.Utf8SequenceLength;
            bytes += length;

            // Everything but printable ASCII is percent-encoded in grpc-message; base64 takes four bytes for three.
            wire += (rune.Value is >= ' ' and < 0x7F and not '%' ? 1 : 3 * length) + ((length * 4 + 2) / 3);
            if (bytes > MaxTextBytes || wire > MaxWireBytes)
            {
                return text[..end] + "…";
            }

            end += rune.Utf16SequenceLength;
        }

        return text;
    }
}
