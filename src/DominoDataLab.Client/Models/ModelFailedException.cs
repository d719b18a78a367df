namespace DominoDataLab.Client.Models;

/// <summary>A version of a model failed or was stopped while it was waited for.</summary>
public sealed class ModelFailedException : DominoException
{
    internal ModelFailedException(string modelId, ModelVersionState version, IReadOnlyList<string> lastLines)
        : base(
            $"Version {version.Number} of model {modelId} is not running: its status is {version.Deployment?.Status}."
                + (
                    lastLines.Count == 0
                        ? ""
                        : " The end of its build log:" + string.Concat(lastLines.Select(line => $"{Environment.NewLine}  {line}"))
                )
        ) => (Version, LastLogLines) = (version, lastLines);

    /// <summary>Gets the version as it was last polled.</summary>
    public ModelVersionState Version { get; }

    /// <summary>Gets the last lines of the build log, in order. Empty if the log was not requested or could not be read.</summary>
    public IReadOnlyList<string> LastLogLines { get; }
}
