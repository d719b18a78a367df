using System.Buffers;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;
using DominoDataLab.Airflow.Sdk.Runtime;

namespace DominoDataLab.Airflow.Tests.Protocol;

public sealed class FrameTests
{
    private static readonly DateTimeOffset End = new(2026, 9, 1, 0, 0, 5, 123, 456, TimeSpan.Zero);

    [Fact]
    public void A_request_is_a_length_and_an_array_of_id_and_map() =>
        Assert.Equal(
            "0000001d920782a474797065ab4765745661726961626c65a36b6579a46e616d65",
            Hex(new Request("GetVariable").Set("key", "name"), 7)
        );

    [Fact]
    public void The_empty_reply_has_neither_body_nor_error()
    {
        var frame = Decode("9303c0c0");
        Assert.Equal((3L, default, default), (frame.Id, frame.Body.ValueKind, frame.Error.ValueKind));
    }

    [Theory]
    [InlineData("9100", "null")]
    [InlineData("920081a16101", """{"a":1}""")]
    [InlineData("940081a16101c0c0", """{"a":1}""")]
    [InlineData("930081a161d6ff6a961580c0", """{"a":"2026-09-01T00:00:00.000000Z"}""")]
    [InlineData("930081a161d7ff37ecd5606a961581c0", """{"a":"2026-09-01T00:00:01.234567Z"}""")]
    [InlineData("930081a161cb4008000000000000c0", """{"a":3.0}""")]
    [InlineData("930081a161cfffffffffffffffffc0", """{"a":18446744073709551615}""")]
    public void Frames_are_decoded_leniently(string hex, string expected)
    {
        var frame = Decode(hex);
        Assert.Null(frame.Problem);
        Assert.Equal(expected, frame.Body.ValueKind == default ? "null" : frame.Body.GetRawText());
    }

    [Theory]
    [InlineData("930581a161c40100c0")]
    [InlineData("9305810101c0")]
    [InlineData("930581a161cb7ff8000000000000c0")]
    public void A_body_that_is_not_JSON_fails_its_own_request_only(string hex)
    {
        var frame = Decode(hex);
        Assert.Equal(5, frame.Id);
        Assert.NotNull(frame.Problem);
    }

    [Theory]
    [InlineData("90")]
    [InlineData("c0")]
    [InlineData("93a161")]
    public void A_frame_without_an_id_is_malformed(string hex) => Assert.Throws<InvalidDataException>(() => Decode(hex));

    [Fact]
    public void The_golden_frames_decode_and_encode_to_the_byte()
    {
        var folder = Environment.GetEnvironmentVariable("AIRFLOW_PROTOCOL_DATA");
        Assert.SkipWhen(folder is null, "AIRFLOW_PROTOCOL_DATA does not name the folder with the golden frames.");
        var frames = GoldenFrame.ReadAll(Path.Combine(folder, "golden-frames.json"));
        Assert.NotEmpty(frames);
        var encoded = new Dictionary<string, (Request, long)>
        {
            ["get_variable"] = (new Request("GetVariable").Set("key", "my_variable"), 0),
            ["set_xcom"] = (SetXCom(), 1),
            ["succeed"] = (TerminalMessages.Succeed(End, [], new JsonTypes()), 2),
            ["failed"] = (TerminalMessages.End(End, "failed"), 2),
            ["skipped"] = (TerminalMessages.End(End, "skipped"), 2),
            ["removed"] = (TerminalMessages.End(End, "removed"), 0),
            ["retry"] = (TerminalMessages.Retry(End, null, "InvalidOperationException: boom"), 2),
        };
        foreach (var frame in frames)
        {
            frame.AssertDecodes(Decode(frame.Hex[8..]));
            if (encoded.Remove(frame.Name, out var request))
            {
                Assert.Equal(frame.Hex, Hex(request.Item1, request.Item2));
            }
        }

        Assert.Empty(encoded);
    }

    private static Request SetXCom() =>
        new Request("SetXCom")
            .Set("key", "return_value")
            .Set("value", ValueWriter.Encode(new Dictionary<string, int> { ["rows"] = 3 }, new JsonTypes(), "value"))
            .Set("dag_id", "d")
            .Set("run_id", "manual__2026-09-01T00:00:00+00:00")
            .Set("task_id", "t");

    private static string Hex(Request request, long id) => Convert.ToHexStringLower([.. request.Header(id), .. request.Fields.Span]);

    private static Frame Decode(string hex) => Frame.Decode(new ReadOnlySequence<byte>(Convert.FromHexString(hex)));
}
