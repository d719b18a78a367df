using System.Diagnostics;
using System.Text.Json;

namespace DominoDataLab.Airflow.Sdk.Logging;

/// <summary>Writes an exception and its causes in the form that Airflow's log view folds.</summary>
internal static class ExceptionWriter
{
    private const int MaxCauses = 20;
    private const int MaxFrames = 100;

    public static void Write(Utf8JsonWriter json, Exception exception)
    {
        json.WriteStartArray();
        var current = exception;
        for (var number = 0; current is not null && number < MaxCauses; number++)
        {
            WriteOne(json, current, isCause: number > 0);
            current = current.InnerException;
        }

        json.WriteEndArray();
    }

    /// <summary>Describes an exception in one line. The message of an exception can throw as well.</summary>
    public static string Describe(Exception exception) => $"{exception.GetType().Name}: {MessageOf(exception)}";

    private static void WriteOne(Utf8JsonWriter json, Exception exception, bool isCause)
    {
        var message = MessageOf(exception);
        json.WriteStartObject();
        json.WriteString("exc_type"u8, exception.GetType().Name);
        json.WriteString("exc_value"u8, message);
        json.WriteStartArray("exc_notes"u8);
        json.WriteEndArray();
        json.WriteNull("syntax_error"u8);
        json.WriteBoolean("is_cause"u8, isCause);
        json.WriteStartArray("frames"u8);
        foreach (var frame in FramesOf(exception))
        {
            json.WriteStartObject();
            json.WriteString("filename"u8, frame.GetFileName() ?? "");
            json.WriteNumber("lineno"u8, frame.GetFileLineNumber());
            json.WriteString("name"u8, NameOf(frame));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception thrown)
        {
            return $"<{exception.GetType().Name}.Message threw {thrown.GetType().Name}>";
        }
    }

    // Airflow shows the outermost frame first, as Python does.
    private static IEnumerable<StackFrame> FramesOf(Exception exception) =>
        new StackTrace(exception, fNeedFileInfo: true).GetFrames().Take(MaxFrames).Reverse();

    private static string NameOf(StackFrame frame) =>
        DiagnosticMethodInfo.Create(frame) is { } method ? $"{method.DeclaringTypeName}.{method.Name}" : "<unknown>";
}
