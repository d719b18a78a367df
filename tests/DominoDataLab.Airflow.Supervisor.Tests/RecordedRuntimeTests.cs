using System.Text;
using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Rules;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor.Tests;

/// <summary>
/// Real supervisors were sent frames and log lines of every kind. The rules here come to the same judgment on each of them: replied to,
/// left without a reply, kept as a record, dropped, or fatal.
/// </summary>
public sealed class RecordedRuntimeTests
{
    private enum Reaction
    {
        Reply,
        Silence,
        Death,
    }

    [Theory]
    // In rec_logs/extras the fatal line came right before SucceedTask, which was answered before the line was read.
    [InlineData("recorded-airflow-3.3.2.json", 300)]
    [InlineData("recorded-airflow-3.4.0b2.json", 30)]
    public void Each_frame_of_the_recordings_meets_the_recorded_reaction(string file, int fewest)
    {
        var compared = 0;
        var differences = new List<string>();
        foreach (var (name, steps) in Starts(file))
        {
            var dead = false;
            var unfinishedLine = "";
            for (var i = 0; i < steps.Count; i++)
            {
                var step = steps[i]!.AsObject();
                unfinishedLine += Line(step);
                if (unfinishedLine.EndsWith('\n'))
                {
                    dead |= IsFatal(unfinishedLine);
                    unfinishedLine = "";
                }

                if (step.Text("dir") != "R>S" || step.Text("hex") is not { } hex)
                {
                    continue;
                }

                var (judged, why) = dead ? (Reaction.Death, "a log line or an earlier frame") : Judge(Convert.FromHexString(hex));
                dead |= judged == Reaction.Death;
                if (Recorded(steps, i) is { } recorded && !(name == "rec_logs/extras" && dead))
                {
                    compared++;
                    if (recorded != judged)
                    {
                        differences.Add(
                            $"{name}: recorded {recorded}, judged {judged} because of {why}: {step["decoded"]?.ToJsonString() ?? hex}"
                        );
                    }
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
        Assert.True(compared >= fewest, $"Only {compared} frames were compared.");
    }

    [Theory]
    [InlineData("recorded-airflow-3.3.2.json", 60)]
    [InlineData("recorded-airflow-3.4.0b2.json", 3)]
    public void Each_log_line_of_the_recordings_becomes_the_recorded_record(string file, int fewest)
    {
        var compared = 0;
        foreach (var scenario in Data.Read(file)["scenarios"]!.AsArray())
        {
            foreach (var start in scenario!["starts"]?.AsArray() ?? [scenario.DeepClone()])
            {
                var lines = string.Concat(start!["steps"]?.AsArray().Select(step => Line(step!)) ?? []);
                var records = scenario["outcome"]?["task_log"]?[start["try_number"]?.ToString() ?? ""]?["records"];
                var isComparable = records?.ToJsonString().Contains("***", StringComparison.Ordinal) == false && !lines.Contains('\ufffd');
                if (lines.Length > 0 && isComparable)
                {
                    var kept = Kept(lines).ToList();
                    Assert.Equal(Events(records!.AsArray()), Events(kept));
                    compared += kept.Count;
                }
            }
        }

        Assert.True(compared >= fewest, $"Only {compared} records were compared.");
    }

    [Fact]
    public void Each_key_of_a_log_record_has_the_recorded_effect()
    {
        var scenario = Data.Read("recorded-airflow-3.3.2.json")["scenarios"]!
            .AsArray()
            .Single(one => ((string)one!["name"]!).StartsWith("rec_keys", StringComparison.Ordinal));
        foreach (var result in scenario!["results"]!.AsArray())
        {
            var record = new JsonObject
            {
                ["event"] = "key test",
                ["level"] = "info",
                ["logger"] = "trial",
                ["timestamp"] = "2026-11-23T23:53:24.508315Z",
            };
            record[(string)result!["key"]!] = result["value"]?.DeepClone();
            var dies = false;
            JsonObject? kept = null;
            try
            {
                kept = LogRules.Read(Encoding.UTF8.GetBytes(record.ToJsonString()), out _);
            }
            catch (FatalInputException)
            {
                dies = true;
            }

            Assert.True((string)result["supervisor"]! == (dies ? "dies" : "goes on"), $"{result.ToJsonString()}");
            Assert.True(result["record_in_task_log"] is null == kept is null, $"{result.ToJsonString()}");
        }
    }

    private static IEnumerable<(string Name, JsonArray Steps)> Starts(string file) =>
        from scenario in Data.Read(file)["scenarios"]!.AsArray()
        from start in scenario!["starts"]?.AsArray() ?? [scenario.DeepClone()]
        where start!["steps"] is JsonArray
        select ((string)scenario["name"]!, start["steps"]!.AsArray());

    private static (Reaction Reaction, string Why) Judge(byte[] frame)
    {
        if (frame.Length < 5)
        {
            return (Reaction.Silence, "the length 0");
        }

        try
        {
            var request = FrameReader.Request(frame.AsMemory(4));
            var flaws = request.Flaws.Concat(MessageRules.Flaws(request.Body)).ToList();
            return flaws.Count == 0 ? (Reaction.Reply, "") : (Reaction.Silence, string.Join(" ", flaws));
        }
        catch (FatalInputException fatal)
        {
            return (Reaction.Death, fatal.Message);
        }
    }

    /// <summary>
    /// Gets what the supervisor did with the frame of a step; null if the process left before it showed, or the supervisor was stuck.
    /// </summary>
    private static Reaction? Recorded(JsonArray steps, int at)
    {
        var id = Id(steps[at]!);
        if (
            steps
                .Take(at + 1)
                .Any(step =>
                    (string?)step!["hex"] is "00000000" || ((string?)step["hex"])?.StartsWith("7fffffff", StringComparison.Ordinal) == true
                )
        )
        {
            return null;
        }

        foreach (var step in steps.Skip(at + 1))
        {
            if ((string?)step!["dir"] == "S>R" && (id is null || Id(step) == id))
            {
                return Reaction.Reply;
            }

            if ((string?)step["note"] is { } note)
            {
                if (note.Contains("EOF", StringComparison.Ordinal))
                {
                    return Reaction.Death;
                }

                if (note.StartsWith("no frame within", StringComparison.Ordinal))
                {
                    return Reaction.Silence;
                }
            }
        }

        return null;
    }

    private static string? Id(JsonNode step) => (step["decoded"] as JsonArray)?[0]?.ToJsonString();

    private static bool IsFatal(string lines)
    {
        try
        {
            LogRules.Read(Encoding.UTF8.GetBytes(lines.TrimEnd('\n')), out _);
            return false;
        }
        catch (FatalInputException)
        {
            return true;
        }
    }

    /// <summary>Gets a log line as it was sent, or an incomplete line in place of one that the recording shortened.</summary>
    private static string? Line(JsonNode step) =>
        (string?)step["log_line"] is { } line && line.EndsWith(" bytes)", StringComparison.Ordinal)
            ? line + "\n"
            : (string?)step["log_line"];

    private static IEnumerable<JsonObject> Kept(string lines)
    {
        foreach (var line in lines.TrimEnd('\n').Split('\n'))
        {
            JsonObject? record;
            try
            {
                record = LogRules.Read(Encoding.UTF8.GetBytes(line), out _);
            }
            catch (FatalInputException)
            {
                yield break;
            }

            if (record is not null)
            {
                yield return record;
            }
        }
    }

    /// <summary>Gets the records as text, without what the supervisor itself added to the log and what the recording shortened.</summary>
    private static IEnumerable<string> Events(IEnumerable<JsonNode?> records) =>
        records
            .Where(record => !((string?)record!["logger"] ?? "task").StartsWith("task.std", StringComparison.Ordinal))
            .Where(record =>
                record!["exit_code"] is null
                && (string?)record["event"]
                    is not ("Task killed!" or "Server indicated the task shouldn't be running anymore. Terminating process")
            )
            .Where(record => (string?)record!["event"] is not { } text || !text.EndsWith(" characters)", StringComparison.Ordinal))
            .Select(record =>
                $"{record!["level"]} {new string([.. ((string?)record["event"] ?? "").Split('\u2026')[0].Take(40)])} "
                + record["error_detail"]?.ToJsonString()
            )
            .Order(StringComparer.Ordinal);
}
