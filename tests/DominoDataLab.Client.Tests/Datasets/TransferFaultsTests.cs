using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;
using DominoDataLab.Client.Transfers;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Client.Tests.Datasets;

/// <summary>
/// Uploads and downloads over a server and a network that fail by seed. <c>DOMINO_TEST_SCHEDULES</c> sets which seeds, such as
/// <c>1-1000</c> in CI.
/// </summary>
public sealed class TransferFaultsTests
{
    private const int ChunkSize = 64 << 10;
    private static readonly string[] Names =
    [
        "a.bin",
        "b b.bin",
        "50%.bin",
        "#1",
        "a+b",
        "Ünï çødé",
        "😀.bin",
        "quote\".bin",
        "back\\slash",
        "new\nline",
        "A.BIN",
        ".hidden",
        new string('n', 255),
    ];
    private static readonly int[] Sizes = [0, 1, 1000, ChunkSize - 1, ChunkSize, ChunkSize + 1, (3 * ChunkSize) + 7];
    private static readonly int[] Statuses = [500, 502, 503, 504, 429, 408, 400, 403, 404, 409, 507];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_fails_files_arrive_whole_or_not_at_all_and_a_second_call_completes()
    {
        var seeds = (Environment.GetEnvironmentVariable("DOMINO_TEST_SCHEDULES") ?? "1-100").Split('-').Select(int.Parse).ToArray();
        var (next, last) = (seeds[0] - 1, seeds[^1]);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(RunAsync, Ct)));

        async Task RunAsync()
        {
            await using var server = await DominoFixture.StartServerAsync(
                "faults that are switched on",
                new LocalDominoOptions { EnableFaults = true, RecordExchangesTo = null }
            );
            using var client = new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
            var dataset = await client
                .Project($"{server.UserName}/quick-start")
                .Datasets.CreateAsync(new CreateDatasetRequest { Name = "faults" }, Ct);
            while (Interlocked.Increment(ref next) is var seed && seed <= last)
            {
                try
                {
                    await new Schedule(seed, server, dataset.Id).RunAsync();
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    throw new InvalidOperationException($"Schedule {seed} failed.", e);
                }
            }
        }
    }

#pragma warning disable CA5394 // The same seed gives the same schedule; no secret.
    private sealed class Schedule(int seed, LocalDomino server, string datasetId)
    {
        private readonly Random _random = new(seed);
        private readonly string _target = $"s{seed}";

        private string Head => Path.Combine(server.DataFolder, "datasets", datasetId, "head", _target);

        public async Task RunAsync()
        {
            var folder = Directory.CreateTempSubdirectory("domino-faults-").FullName;
            try
            {
                var source = Path.Combine(folder, "source");
                var files = Fill(source);
                await UploadAsync(source, files);
                await DownloadAsync(Path.Combine(folder, "copy"), files);
            }
            finally
            {
                server.Faults.Clear();
                Directory.Delete(folder, recursive: true);
            }
        }

        private async Task UploadAsync(string source, Dictionary<string, byte[]> files)
        {
            var options = new DatasetUploadOptions
            {
                RelativeTo = source,
                Folder = _target,
                ChunkSize = ChunkSize,
                MaxConcurrency = _random.Next(1, 5),
                MaxRetries = _random.Next(0, 4),
                Collision = new[] { CollisionPolicy.Overwrite, CollisionPolicy.Fail, CollisionPolicy.Rename }[_random.Next(3)],
                KeepWhenCancelled = _random.Next(2) == 0,
            };
            BreakThings([
                "POST /v4/datasetrw/datasets",
                "GET /v4/datasetrw/datasets",
                "GET /v4/datasetrw/files",
                "GET /v4/datasetrw/snapshot",
            ]);
            var result = await TryAsync((client, token) => client.Datasets.Files.UploadAsync(datasetId, source, options, token));
            server.Faults.Clear();
            var arrived = Read(Head);
            if (result is not null || arrived.Count > 0)
            {
                Same(files, arrived);
            }

            if (result is not null)
            {
                Assert.Equal(
                    (files.Count, files.Sum(file => (long)file.Value.Length)),
                    (result.FilesTransferred, result.BytesTransferred + result.BytesResumed)
                );
            }

            // After a failure the very same call; after a success the names are taken.
            using var again = Connect(null);
            var second = await again.Datasets.Files.UploadAsync(
                datasetId,
                source,
                result is null ? options : options with { Collision = CollisionPolicy.Overwrite },
                Ct
            );
            Assert.Equal(
                (files.Count, files.Sum(file => (long)file.Value.Length)),
                (second.FilesTransferred, second.BytesTransferred + second.BytesResumed)
            );
            Same(files, Read(Head));
        }

        private async Task DownloadAsync(string target, Dictionary<string, byte[]> files)
        {
            var options = new DatasetDownloadOptions
            {
                Folder = _target,
                ChunkSize = ChunkSize,
                MaxConcurrency = _random.Next(1, 5),
                MaxRetries = _random.Next(0, 4),
            };
            BreakThings(["GET /v4/datasetrw/files", "GET /v4/datasetrw/snapshot", "GET /v4/datasetrw/snapshot"]);
            await TryAsync((client, token) => client.Datasets.Files.DownloadAllAsync(datasetId, target, options, token));
            server.Faults.Clear();
            foreach (
                var (path, content) in Read(target)
                    .Where(file => !Path.GetFileName(file.Key).StartsWith(".domino-", StringComparison.Ordinal))
            )
            {
                Assert.Equal(files[path], content);
            }

            using var again = Connect(null);
            await again.Datasets.Files.DownloadAllAsync(datasetId, target, options, Ct);
            Same(files, Read(target));
        }

        /// <summary>The result, or null after a failure of a kind that a caller can expect.</summary>
        private async Task<TransferResult?> TryAsync(Func<DominoClient, CancellationToken, Task<TransferResult>> call)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            using var client = Connect(_random.Next(4) == 0 ? (_random.Next(1, 20), stop) : null);
            try
            {
                return await call(client, stop.Token);
            }
            catch (DominoException)
            {
                return null;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested && !Ct.IsCancellationRequested)
            {
                return null;
            }
        }

        private void BreakThings(string[] routes)
        {
            for (var left = _random.Next(0, 5); left > 0; left--)
            {
                var route = routes[_random.Next(routes.Length)];
                var count = _random.Next(1, 6);
                switch (_random.Next(6))
                {
                    case 0:
                        server.Faults.FailNext(route, count, cutConnection: true);
                        break;
                    case 1:
                        server.Faults.FailNext(route, count, status: 0, loseReply: true);
                        break;
                    case 2:
                        server.Faults.FailNext(route, count, status: 0, cutAfterBytes: _random.Next(0, ChunkSize));
                        break;
                    case 3:
                        server.Faults.FailNext(route, count, status: 0, delay: TimeSpan.FromMilliseconds(_random.Next(1, 5)));
                        break;
                    case 4:
                        server.Faults.FailNext(route, count, Statuses[_random.Next(Statuses.Length)], retryAfter: TimeSpan.FromSeconds(1));
                        break;
                    default:
                        server.Faults.FailNext(route, count, Statuses[_random.Next(Statuses.Length)]);
                        break;
                }
            }
        }

        private DominoClient Connect((int Requests, CancellationTokenSource Stop)? end)
        {
            var options = new DominoClientOptions
            {
                Host = server.Address.AbsoluteUri,
                ApiKey = server.ApiKey,
                TimeProvider = new SkippingClock(),
                MaxRetries = 1,
            };
            return end is { } after
                ? new DominoClient(
                    options,
                    new HttpClient(new StopAfter(after.Requests, after.Stop)) { Timeout = Timeout.InfiniteTimeSpan }
                )
                : new DominoClient(options);
        }

        private Dictionary<string, byte[]> Fill(string source)
        {
            var files = new Dictionary<string, byte[]>();
            for (var left = _random.Next(1, 6); left > 0; left--)
            {
                var name = Names[_random.Next(Names.Length)];
                var path = _random.Next(3) == 0 ? $"sub {_random.Next(2)}/{name}" : name;
                var content = new byte[Sizes[_random.Next(Sizes.Length)]];
                _random.NextBytes(content);
                files[path] = content;
                var full = Path.Combine(source, path);
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                File.WriteAllBytes(full, content);
            }

            return files;
        }

        private static Dictionary<string, byte[]> Read(string folder) =>
            !Directory.Exists(folder)
                ? []
                : Directory
                    .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllBytes);

        private static void Same(Dictionary<string, byte[]> expected, Dictionary<string, byte[]> actual)
        {
            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
            foreach (var (path, content) in expected)
            {
                Assert.True(content.AsSpan().SequenceEqual(actual[path]), $"'{path}' has other bytes.");
            }
        }
    }
#pragma warning restore CA5394

    /// <summary>Cancels in the midst of things: when so many requests have been sent.</summary>
    private sealed class StopAfter(int requests, CancellationTokenSource stop)
        : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        private int _left = requests;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                await stop.CancelAsync();
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
