using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor.Rules;

/// <summary>
/// The fields of every message that a task or a parse may send. A message that breaks them gets no reply from Airflow. A field is
/// <c>name:type</c> or <c>name?:type</c> if it may be absent; types are joined by <c>|</c>, values by <c>/</c>. A leading <c>!</c> means
/// that other fields are refused.
/// </summary>
internal static partial class MessageRules
{
    private const string XComKey = "key:string dag_id:string run_id:string task_id:string ";
    private const string Instances =
        "dag_id:string map_index?:int|null task_ids?:list|null task_group_id?:string|null logical_dates?:list|null run_ids?:list|null ";
    private const string Events =
        "after?:date|null before?:date|null limit?:int|null ascending?:bool partition_key?:string|null "
        + "partition_key_regexp_pattern?:string|null extra?:map|null";

    private static readonly FrozenDictionary<string, Rule> Rules = new Dictionary<string, string>
    {
        ["SucceedTask"] =
            "! state?:=success end_date:date task_outlets?:list|null outlet_events?:list|null rendered_map_index?:string|null",
        ["RetryTask"] =
            "! state?:=up_for_retry end_date:date rendered_map_index?:string|null retry_delay_seconds?:number|null "
            + "retry_reason?:string|null",
        ["TaskState"] = "state:=failed/skipped/removed end_date?:date|null rendered_map_index?:string|null retry_reason?:string|null",
        ["DeferTask"] =
            "! state?:=deferred classpath:string trigger_kwargs?:map|string|null trigger_timeout?:duration|null queue?:string|null "
            + "next_method:string next_kwargs?:map|null rendered_map_index?:string|null",
        ["RescheduleTask"] = "! state?:=up_for_reschedule reschedule_date:date end_date:date",
        ["AwaitInputTask"] =
            "! state?:=awaiting_input next_method:string next_kwargs?:map|null timeout?:duration|null rendered_map_index?:string|null",
        ["SkipDownstreamTasks"] = "! tasks:list",
        ["TriggerDagRun"] =
            "! dag_id:string run_id:string logical_date?:date|null run_after?:date|null conf?:map|null reset_dag_run?:bool|null "
            + "partition_key?:string|null note?:string|null",
        ["GetConnection"] = "conn_id:string",
        ["GetVariable"] = "key:string",
        ["GetVariableKeys"] = "prefix?:string|null limit?:int offset?:int",
        ["PutVariable"] = "key:string value:string|null description:string|null",
        ["DeleteVariable"] = "key:string",
        ["MaskSecret"] = "value:any name?:string|null",
        ["GetXCom"] = XComKey + "map_index?:int|null include_prior_dates?:bool",
        ["GetXComCount"] = XComKey,
        ["GetXComSequenceItem"] = XComKey + "offset:int",
        ["GetXComSequenceSlice"] = XComKey + "start:int|null stop:int|null step:int|null include_prior_dates?:bool",
        ["SetXCom"] = XComKey + "value:any map_index?:int|null dag_result?:bool mapped_length?:int|null",
        ["DeleteXCom"] = XComKey + "map_index?:int|null",
        ["GetTaskStateStore"] = "ti_id:uuid key:string",
        ["SetTaskStateStore"] = "ti_id:uuid key:string value:any expires_at:date|null",
        ["DeleteTaskStateStore"] = "ti_id:uuid key:string",
        ["ClearTaskStateStore"] = "ti_id:uuid",
        ["GetAssetStateStoreByName"] = "name:string key:string",
        ["GetAssetStateStoreByUri"] = "uri:string key:string",
        ["SetAssetStateStoreByName"] = "name:string key:string value:any",
        ["SetAssetStateStoreByUri"] = "uri:string key:string value:any",
        ["DeleteAssetStateStoreByName"] = "name:string key:string",
        ["DeleteAssetStateStoreByUri"] = "uri:string key:string",
        ["ClearAssetStateStoreByName"] = "name:string",
        ["ClearAssetStateStoreByUri"] = "uri:string",
        ["SetRenderedFields"] = "rendered_fields:map",
        ["SetRenderedMapIndex"] = "rendered_map_index:string",
        ["GetTaskRescheduleStartDate"] = "ti_id:uuid try_number?:int",
        ["GetPrevSuccessfulDagRun"] = "ti_id:uuid",
        ["GetPreviousDagRun"] = "dag_id:string logical_date:date state?:string|null",
        ["GetPreviousTI"] = "dag_id:string task_id:string logical_date?:date|null map_index?:int state?:string|null",
        ["GetDagRun"] = "dag_id:string run_id:string",
        ["GetDagRunState"] = "dag_id:string run_id:string",
        ["GetDag"] = "dag_id:string",
        ["GetDRCount"] = "dag_id:string logical_dates?:list|null run_ids?:list|null states?:list|null",
        ["GetTICount"] = Instances + "states?:list|null",
        ["GetTaskStates"] = Instances,
        ["GetTaskBreadcrumbs"] = "dag_id:string run_id:string",
        ["GetAssetByName"] = "name:string",
        ["GetAssetByUri"] = "uri:string",
        ["GetAssetsByAlias"] = "alias_name:string",
        ["GetAssetEventByAsset"] = "name:string|null uri:string|null " + Events,
        ["GetAssetEventByAssetAlias"] = "alias_name:string " + Events,
        ["ValidateInletsAndOutlets"] = "ti_id:uuid",
        ["CreateHITLDetailPayload"] =
            "ti_id:uuid options:list subject:string body?:string|null defaults?:list|null multiple?:bool|null params?:map|null "
            + "assigned_users?:list|null",
        ["UpdateHITLDetail"] = "ti_id:uuid chosen_options:list params_input?:map|null",
        ["GetHITLDetailResponse"] = "ti_id:uuid",
        ["SetExecutionTimeout"] = "timeout_seconds:number",
        ["ResendLoggingFD"] = "",
        ["DagFileParsingResult"] = "fileloc:string serialized_dags:list warnings?:list|null import_errors?:map|null",
        ["TaskHandlerParsingResult"] = "fileloc:string task_handlers:map import_errors?:map|null warnings?:list|null",
    }.ToFrozenDictionary(pair => pair.Key, pair => Rule.Parse(pair.Value));

    public static IReadOnlyCollection<string> Types => Rules.Keys;

    /// <summary>Gets the reasons why Airflow would not decode the message; none if it would.</summary>
    public static IEnumerable<string> Flaws(JsonNode? body)
    {
        if (body is not JsonObject message)
        {
            return ["The body is not a map."];
        }

        return message.Text("type") is not { } type ? ["The message has no type."]
            : !Rules.TryGetValue(type, out var rule) ? [$"Unknown message type '{type}'."]
            : rule.Flaws(type, message);
    }

    private static bool Fits(string type, JsonNode? value)
    {
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        return type switch
        {
            "any" => true,
            "null" => kind == JsonValueKind.Null,
            "string" => kind == JsonValueKind.String,
            "bool" => kind is JsonValueKind.True or JsonValueKind.False,
            "int" => WireValue.AsInteger(value) is not null,
            "number" => kind == JsonValueKind.Number,
            "list" => kind == JsonValueKind.Array,
            "map" => kind == JsonValueKind.Object,
            "uuid" => kind == JsonValueKind.String && Guid.TryParseExact(value!.GetValue<string>(), "D", out _),
            "duration" => kind == JsonValueKind.String && Duration().IsMatch(value!.GetValue<string>()),
            "date" => IsTimestamp(value)
                || kind == JsonValueKind.Number
                || (kind == JsonValueKind.String && IsDate(value!.GetValue<string>())),
            _ when type.StartsWith('=') => kind == JsonValueKind.String && type[1..].Split('/').Contains(value!.GetValue<string>()),
            _ => throw new InvalidOperationException($"Unknown field type '{type}'."),
        };
    }

    private static bool IsTimestamp(JsonNode? value) =>
        value is JsonObject map && map[WireValue.Extension] is { } type && WireValue.AsInteger(type) == WireValue.TimestampType;

    private static bool IsDate(string text) =>
        DateWithOffset().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)$", RegexOptions.ECMAScript)]
    private static partial Regex DateWithOffset();

    [GeneratedRegex(@"^-?P(?=.)(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$", RegexOptions.ECMAScript)]
    private static partial Regex Duration();

    private sealed record Field(string Name, bool Required, string[] Types);

    private sealed record Rule(bool Strict, Field[] Fields)
    {
        public static Rule Parse(string text)
        {
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var strict = words is ["!", ..];
            return new Rule(strict, [.. words.Skip(strict ? 1 : 0).Select(Parse)]);

            static Field Parse(string word)
            {
                var (name, types) = (word[..word.IndexOf(':')], word[(word.IndexOf(':') + 1)..]);
                return new Field(name.TrimEnd('?'), !name.EndsWith('?'), types.Split('|'));
            }
        }

        public IEnumerable<string> Flaws(string type, JsonObject message)
        {
            foreach (var field in Fields)
            {
                if (!message.TryGetPropertyValue(field.Name, out var value))
                {
                    if (field.Required)
                    {
                        yield return $"{type} lacks the field '{field.Name}'.";
                    }
                }
                else if (!field.Types.Any(type => Fits(type, value)))
                {
                    yield return $"{type}.{field.Name} must be {string.Join(" or ", field.Types)}, not {Shortened(value)}.";
                }
                else if (field.Types is ["any"] && ExtensionIn(value, $"{type}.{field.Name}") is { } found)
                {
                    yield return found;
                }
            }

            foreach (
                var (name, _) in message.Where(pair =>
                    Strict && pair.Key != "type" && !Array.Exists(Fields, field => field.Name == pair.Key)
                )
            )
            {
                yield return $"{type} has the extra field '{name}'.";
            }
        }
    }

    private static string Shortened(JsonNode? value)
    {
        var text = value?.ToJsonString() ?? "null";
        return text.Length > 120 ? text[..120] + "..." : text;
    }

    /// <summary>Finds a value that JSON does not have, which Airflow's decoder refuses where any JSON value may stand.</summary>
    private static string? ExtensionIn(JsonNode? value, string at) =>
        value switch
        {
            JsonObject map when map.ContainsKey(WireValue.Extension) => $"{at} is a MessagePack extension, which JSON cannot hold.",
            JsonObject map => map.Select(pair => ExtensionIn(pair.Value, $"{at}.{pair.Key}")).FirstOrDefault(found => found is not null),
            JsonArray list => list.Select((item, i) => ExtensionIn(item, $"{at}[{i}]")).FirstOrDefault(found => found is not null),
            _ => null,
        };
}
