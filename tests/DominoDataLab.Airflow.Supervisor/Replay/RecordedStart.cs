using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.State;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor.Replay;

/// <summary>A start of a process in a recording: the supervisor's first frame, and the requests with their replies.</summary>
internal sealed class RecordedStart
{
    private readonly List<(JsonObject Request, string Key, Reply Reply)> _waiting = [];
    private readonly Dictionary<string, Reply> _terminal = [];

    private RecordedStart(JsonObject greeting, byte[]? frame) => (Greeting, Frame) = (greeting, frame);

    /// <summary>Gets the first message; of a shortened one only what differs between scenarios.</summary>
    public JsonObject Greeting { get; }

    /// <summary>Gets the first frame as it was sent, or null if the recording shortened it.</summary>
    public byte[]? Frame { get; }

    /// <summary>Gets the terminal message that the recorded runtime sent last, or null.</summary>
    public JsonObject? Terminal { get; private set; }

    /// <summary>Gets the requests that the runtime made although the recorded one did not.</summary>
    public List<JsonObject> Unrecorded { get; } = [];

    /// <summary>Gets the recorded requests that the runtime did not make.</summary>
    public IEnumerable<JsonObject> Unmet => _waiting.Select(one => one.Request);

    /// <summary>Reads a start; null if the recording has no first frame for it.</summary>
    public static RecordedStart? Read(JsonObject start)
    {
        var steps = start["steps"]!.AsArray().Select(step => step!.AsObject()).ToList();
        var first = steps.FindIndex(step => step.Text("dir") == "S>R" && step["decoded"] is JsonArray);
        if (first < 0)
        {
            return null;
        }

        var read = new RecordedStart(
            (JsonObject)steps[first]["decoded"]![1]!,
            steps[first].Text("hex") is { } hex ? Convert.FromHexString(hex) : null
        );
        var replies = steps
            .Skip(first + 1)
            .Where(step => step.Text("dir") == "S>R" && step.Text("hex") is not null)
            .Select(step => Elements(step.Text("hex")!))
            .ToList();
        foreach (var step in steps.Skip(first + 1).Where(step => step.Text("dir") == "R>S"))
        {
            if (step["decoded"] is JsonArray { Count: > 1 } frame && frame[1] is JsonObject request)
            {
                var reply = replies.Find(one => one[0]?.ToJsonString() == frame[0]?.ToJsonString());
                replies.Remove(reply!);
                read.Add(request, reply);
            }
        }

        return read;
    }

    /// <summary>Gets the recorded reply to a request, or null if the recording has no such request.</summary>
    public Reply? Answer(JsonObject request)
    {
        var key = RequestKey.Of(request);
        if (TerminalMessages.Contains(request.Text("type")))
        {
            _waiting.RemoveAll(one => one.Key == key);
            return _terminal.GetValueOrDefault(key);
        }

        var index = _waiting.FindIndex(one => one.Key == key);
        if (index < 0)
        {
            Unrecorded.Add((JsonObject)request.DeepClone());
            return null;
        }

        var reply = _waiting[index].Reply;
        _waiting.RemoveAt(index);
        return new Reply(reply.Body?.DeepClone(), reply.Error?.DeepClone());
    }

    private void Add(JsonObject request, List<JsonNode?>? reply)
    {
        if (reply is null)
        {
            return;
        }

        var answer = new Reply(reply[1], reply[2]);
        _waiting.Add((request, RequestKey.Of(request), answer));
        if (TerminalMessages.Contains(request.Text("type")))
        {
            Terminal = request;
            _terminal[RequestKey.Of(request)] = answer;
        }
    }

    private static List<JsonNode?> Elements(string hex) => FrameReader.Elements(Convert.FromHexString(hex).AsMemory(4), []);
}
