using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Sdk.Runtime;

/// <summary>Reads the argument bindings of a stub call, and fetches the XComs that they refer to.</summary>
internal static class ArgumentBindings
{
    /// <exception cref="AirflowException">A binding is malformed, or an XCom could not be read.</exception>
    public static async Task<StubArguments> ResolveAsync(
        JsonElement bindings,
        XComsClient xcoms,
        JsonTypes types,
        CancellationToken cancellationToken
    )
    {
        if (bindings.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return new StubArguments([], types);
        }

        if (bindings.ValueKind != JsonValueKind.Array)
        {
            throw new AirflowException("Could not read the arguments of the stub call: the bindings are not a list.");
        }

        var pending = bindings.EnumerateArray().Select((binding, index) => Read(binding, index, xcoms, cancellationToken)).ToList();
        return new StubArguments(await Task.WhenAll(pending).ConfigureAwait(false), types);
    }

    private static Task<StubArgument> Read(JsonElement binding, int index, XComsClient xcoms, CancellationToken cancellationToken)
    {
        var name = Reply.GetString(binding, "name");
        Check(!string.IsNullOrEmpty(name), index, "it has no name");
        Check(IsAbsentOr(binding, "value_schema", JsonValueKind.Object), index, "its schema is not a map");
        var fromDefault = Reply.Get(binding, "from_default");
        Check(
            fromDefault.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False,
            index,
            "'from_default' is not a Boolean"
        );
        switch (Reply.GetString(binding, "kind"))
        {
            case "literal":
                return Task.FromResult(new StubArgument(name!, Reply.Get(binding, "value"), fromDefault.ValueKind == JsonValueKind.True));
            case "xcom":
                var taskId = Reply.GetString(binding, "task_id");
                Check(!string.IsNullOrEmpty(taskId), index, "it has no task ID");
                return FetchAsync(name!, taskId!, xcoms, cancellationToken);
            default:
                Check(false, index, "its kind is unknown");
                return null!;
        }
    }

    private static async Task<StubArgument> FetchAsync(string name, string taskId, XComsClient xcoms, CancellationToken cancellationToken)
    {
        var value = await xcoms.GetAsync<JsonElement>(taskId, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new StubArgument(name, value, FromDefault: false);
    }

    private static bool IsAbsentOr(JsonElement binding, string field, JsonValueKind kind)
    {
        var found = Reply.Get(binding, field).ValueKind;
        return found == kind || found is JsonValueKind.Undefined or JsonValueKind.Null;
    }

    private static void Check(bool valid, int index, string problem)
    {
        if (!valid)
        {
            throw new AirflowException($"Could not read argument {index + 1} of the stub call: {problem}.");
        }
    }
}
