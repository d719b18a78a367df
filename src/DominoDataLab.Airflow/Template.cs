using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow;

/// <summary>
/// Fills <c>{{ expression }}</c> in, as Airflow does for Python tasks but not for others. Expressions are values of the run, such as
/// <c>ds</c> and <c>run_id</c>, and paths below <c>params</c>, <c>conf</c>, <c>args</c>, <c>xcom</c> and <c>var.value</c>.
/// </summary>
internal sealed partial class Template(TaskContext context)
{
    /// <summary>Renders a template.</summary>
    /// <exception cref="ArgumentException">An expression is unknown or has no value.</exception>
    public async Task<string> RenderAsync(string text)
    {
        var rendered = new StringBuilder();
        var position = 0;
        foreach (Match match in Expression().Matches(text))
        {
            rendered.Append(text, position, match.Index - position);
            rendered.Append(await EvaluateAsync(match.Groups["expression"].Value).ConfigureAwait(false));
            position = match.Index + match.Length;
        }

        return rendered.Append(text, position, text.Length - position).ToString();
    }

    private async Task<string> EvaluateAsync(string expression)
    {
        if (XComPull().Match(expression) is { Success: true } pull)
        {
            var key = pull.Groups["key"] is { Success: true } given ? given.Value : XComOptions.ReturnValue;
            var value = await PullAsync(pull.Groups["task"].Value, key).ConfigureAwait(false);
            return Format(Walk(value, ReadPath(pull.Groups["path"].Value, expression), expression), expression);
        }

        var path = ReadPath("." + expression, expression);
        return path[0] switch
        {
            "params" when path.Count > 1 => Format(Walk(context.Params[path[1]], path[2..], expression), expression),
            "conf" when path.Count > 1 => Format(Walk(Conf(path[1]), path[2..], expression), expression),
            "dag_run" when path is [_, "conf", _, ..] => Format(Walk(Conf(path[2]), path[3..], expression), expression),
            "args" when path.Count > 1 => Format(Walk(context.Arguments[path[1]], path[2..], expression), expression),
            "xcom" when path.Count > 1 => Format(
                Walk(await PullAsync(path[1], XComOptions.ReturnValue).ConfigureAwait(false), path[2..], expression),
                expression
            ),
            "var" when path is [_, "value", var key] => await context
                .Variables.GetAsync(key, context.CancellationToken)
                .ConfigureAwait(false),
            _ => path.Count == 1 ? Constant(path[0]) : throw Unknown(expression),
        };
    }

    private string Constant(string name)
    {
        var task = context.TaskInstance;
        return name switch
        {
            "ds" => Date("yyyy-MM-dd"),
            "ds_nodash" => Date("yyyyMMdd"),
            "ts" => Date("yyyy-MM-dd'T'HH:mm:sszzz"),
            "ts_nodash" => Date("yyyyMMdd'T'HHmmss"),
            "dag_id" => task.DagId,
            "task_id" => task.TaskId,
            "run_id" => task.RunId,
            "try_number" => task.TryNumber.ToString(CultureInfo.InvariantCulture),
            "map_index" => task.MapIndex.ToString(CultureInfo.InvariantCulture),
            _ => throw Unknown(name),
        };

        string Date(string format) =>
            context.LogicalDate?.ToUniversalTime().ToString(format, CultureInfo.InvariantCulture)
            ?? throw new ArgumentException($"The template '{{{{ {name} }}}}' has no value: this run has no logical date.");
    }

    private JsonElement Conf(string name) => context.DagRun.Conf.GetValueOrDefault(name);

    private async Task<JsonElement> PullAsync(string taskId, string key) =>
        await context.XComs.GetAsync<JsonElement>(taskId, new XComOptions { Key = key }, context.CancellationToken).ConfigureAwait(false);

    private static JsonElement Walk(JsonElement value, IReadOnlyList<string> path, string expression)
    {
        foreach (var step in path)
        {
            value = value.ValueKind switch
            {
                JsonValueKind.Object when value.TryGetProperty(step, out var property) => property,
                JsonValueKind.Array when int.TryParse(step, out var index) && index >= 0 && index < value.GetArrayLength() => value[index],
                _ => throw new ArgumentException($"The template '{{{{ {expression} }}}}' has no value: '{step}' was not found."),
            };
        }

        return value;
    }

    private static string Format(JsonElement value, string expression) =>
        value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => throw new ArgumentException(
                $"The template '{{{{ {expression} }}}}' has no value."
            ),
            JsonValueKind.String => value.GetString()!,
            _ => value.GetRawText(),
        };

    private static List<string> ReadPath(string text, string expression)
    {
        var path = new List<string>();
        var position = 0;
        foreach (Match step in Step().Matches(text))
        {
            if (step.Index != position)
            {
                break;
            }

            path.Add(step.Groups["name"].Value);
            position = step.Index + step.Length;
        }

        return position == text.Length ? path : throw Unknown(expression);
    }

    private static ArgumentException Unknown(string expression) =>
        new(
            $"The template '{{{{ {expression} }}}}' is unknown. Use ds, ts, run_id, params.<name>, conf.<name>, args.<name>, "
                + "xcom.<task>, ti.xcom_pull('<task>') or var.value.<name>."
        );

    [GeneratedRegex(@"\{\{\s*(?<expression>.+?)\s*\}\}", RegexOptions.Singleline)]
    private static partial Regex Expression();

    [GeneratedRegex(
        @"^(ti|task_instance)\.xcom_pull\(\s*(task_ids\s*=\s*)?(?<q>['""])(?<task>[^'""]+)\k<q>"
            + @"(\s*,\s*key\s*=\s*(?<r>['""])(?<key>[^'""]+)\k<r>)?\s*\)(?<path>.*)$"
    )]
    private static partial Regex XComPull();

    // .name, ['name'] or [0]
    [GeneratedRegex(@"\.(?<name>[\w-]+)|\[(?<q>['""])(?<name>[^'""]+)\k<q>\]|\[(?<name>\d+)\]")]
    private static partial Regex Step();
}
