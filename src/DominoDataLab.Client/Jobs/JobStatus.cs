using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Jobs;

/// <summary>The status of a job, as Domino writes it. A status that this version does not know is not final.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<JobStatus>))]
public readonly record struct JobStatus(string Value) : IOpenWord<JobStatus>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>Waiting for a place to run.</summary>
    public static JobStatus Queued { get; } = new("Queued");

    /// <summary>Planned for a later time.</summary>
    public static JobStatus Scheduled { get; } = new("Scheduled");

    /// <summary>Waiting for a machine.</summary>
    public static JobStatus Pending { get; } = new("Pending");

    /// <summary>The job's files are being prepared.</summary>
    public static JobStatus Preparing { get; } = new("Preparing");

    /// <summary>The environment is being built.</summary>
    public static JobStatus Building { get; } = new("Building");

    /// <summary>The environment's image is being pulled.</summary>
    public static JobStatus Pulling { get; } = new("Pulling");

    /// <summary>The user's code runs.</summary>
    public static JobStatus Running { get; } = new("Running");

    /// <summary>The user's code answers requests.</summary>
    public static JobStatus Serving { get; } = new("Serving");

    /// <summary>A user requested to stop the job and keep its results.</summary>
    public static JobStatus StopRequested { get; } = new("StopRequested");

    /// <summary>A user requested to stop the job and discard its results.</summary>
    public static JobStatus StopAndDiscardRequested { get; } = new("StopAndDiscardRequested");

    /// <summary>The job is being stopped.</summary>
    public static JobStatus Stopping { get; } = new("Stopping");

    /// <summary>The results are being saved.</summary>
    public static JobStatus Finishing { get; } = new("Finishing");

    /// <summary>Ended: the code returned 0.</summary>
    public static JobStatus Succeeded { get; } = new("Succeeded");

    /// <summary>Ended: the code failed.</summary>
    public static JobStatus Failed { get; } = new("Failed");

    /// <summary>Ended: Domino could not run the code.</summary>
    public static JobStatus Error { get; } = new("Error");

    /// <summary>The job was stopped by a user.</summary>
    public static JobStatus Stopped { get; } = new("Stopped");

    /// <summary>Ended abnormally.</summary>
    public static JobStatus Faulty { get; } = new("Faulty");

    /// <summary>true if a job in this status will not change any more; otherwise, false.</summary>
    public bool IsFinal => Value is "Succeeded" or "Failed" or "Error" or "Stopped" or "Faulty";

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static JobStatus IOpenWord<JobStatus>.From(string value) => new(value);
}
