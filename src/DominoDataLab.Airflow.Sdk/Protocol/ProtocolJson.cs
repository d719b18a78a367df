using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Sdk.Protocol;

/// <summary>The messages from the supervisor. Unknown fields are ignored.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(LenientInt32Converter), typeof(LenientBooleanConverter)]
)]
[JsonSerializable(typeof(StartupDetails))]
[JsonSerializable(typeof(Dag))]
[JsonSerializable(typeof(DagRun))]
[JsonSerializable(typeof(PreviousSuccess))]
[JsonSerializable(typeof(PreviousRunReply))]
[JsonSerializable(typeof(PreviousTaskReply))]
[JsonSerializable(typeof(TaskStatesReply))]
[JsonSerializable(typeof(Asset))]
[JsonSerializable(typeof(AssetList))]
[JsonSerializable(typeof(InactiveAssetList))]
[JsonSerializable(typeof(AssetEventList))]
internal sealed partial class ProtocolJson : JsonSerializerContext
{
    /// <summary>Reads a message.</summary>
    /// <exception cref="AirflowException">A field is missing or has the wrong type.</exception>
    public static T Read<T>(JsonElement message, JsonTypeInfo<T> type, string name)
        where T : class
    {
        try
        {
            return message.Deserialize(type) ?? throw new JsonException("The message is empty.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new AirflowException($"Could not read Airflow's message {name}: {exception.Message}", exception);
        }
    }
}
