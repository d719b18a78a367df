using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Schedules;

/// <summary>The clock by which schedules fire, and the log of what goes wrong when they do.</summary>
internal sealed record SchedulerClock(TimeProvider Time, ILogger<SchedulerClock> Logger);
