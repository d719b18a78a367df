using System.Collections.Concurrent;
using System.Net;
using System.Threading.RateLimiting;
using DominoDataLab.LocalServer.Users;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>
/// Slows down addresses that try keys. A key that has worked from an address is never slowed down there, so one program that guesses does
/// not keep out others on the same machine.
/// </summary>
internal sealed partial class FailedKeys(ILogger<FailedKeys> logger) : IDisposable
{
    private const int Burst = 20;
    private const int PerSecond = 10;
    private const int Waiting = 100;
    private const int MaxRemembered = 100_000;
    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(1) / PerSecond;

    private readonly ConcurrentDictionary<(IPAddress Address, string UserId), bool> _known = new();
    private readonly ConcurrentDictionary<IPAddress, bool> _logged = new();
    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetTokenBucketLimiter(
            address,
            static _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Burst,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = Refill,
                QueueLimit = Waiting,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        )
    );

    /// <summary>Waits if an address has tried many keys. A valid key waits as long as any other, so the wait tells nothing.</summary>
    /// <param name="address">The address of the sender.</param>
    /// <param name="user">The user who has the key, or null.</param>
    /// <param name="cancellationToken">A token to cancel the wait.</param>
    /// <returns>false if too many others wait already, and the request must be refused; otherwise, true.</returns>
    public async ValueTask<bool> PassAsync(IPAddress address, UserRow? user, CancellationToken cancellationToken)
    {
        if (user is not null && _known.ContainsKey((address, user.Id)))
        {
            return true;
        }

        using var lease = await _limiter.AcquireAsync(address, 1, cancellationToken);
        if (lease.IsAcquired && user is not null)
        {
            Remember(_known, (address, user.Id));
        }
        else if (user is null && Remember(_logged, address))
        {
            NotValid(logger, address);
        }

        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();

    private static bool Remember<T>(ConcurrentDictionary<T, bool> memory, T value)
        where T : notnull
    {
        if (memory.Count >= MaxRemembered)
        {
            memory.Clear();
        }

        return memory.TryAdd(value, true);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A request from {Address} had an API key that is not valid. Further ones from this address are not logged"
    )]
    private static partial void NotValid(ILogger logger, IPAddress address);
}
