namespace DominoDataLab.Client.Tests.Datasets;

/// <summary>The system's clock, put forward.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
