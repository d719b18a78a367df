namespace DominoDataLab.Client.Jobs;

/// <summary>The ID of a job or run. A <see cref="Job"/> and a string convert to it, so that methods take either.</summary>
public readonly record struct JobId
{
    private readonly string? _value;

    /// <summary>Creates an ID.</summary>
    /// <param name="value">The ID: 24 hexadecimal digits.</param>
    /// <exception cref="ArgumentException">The ID is null or empty.</exception>
    public JobId(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value;
    }

    /// <summary>Converts a string to an ID.</summary>
    /// <param name="value">The ID: 24 hexadecimal digits.</param>
    public static implicit operator JobId(string value) => FromString(value);

    /// <summary>Converts a job to its ID.</summary>
    /// <param name="job">The job.</param>
    public static implicit operator JobId(Job job) => FromJob(job);

    /// <summary>Converts a string to an ID.</summary>
    /// <param name="value">The ID: 24 hexadecimal digits.</param>
    /// <exception cref="ArgumentException">The ID is null or empty.</exception>
    public static JobId FromString(string value) => new(value);

    /// <summary>Converts a job to its ID.</summary>
    /// <param name="job">The job.</param>
    /// <exception cref="ArgumentNullException">The job is null.</exception>
    public static JobId FromJob(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new JobId(job.Id);
    }

    /// <summary>Returns the ID.</summary>
    public override string ToString() => _value ?? "";
}
