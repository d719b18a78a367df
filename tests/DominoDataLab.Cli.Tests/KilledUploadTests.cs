using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Tests.Datasets.Uploads;

namespace DominoDataLab.Cli.Tests;

public sealed class KilledUploadTests
{
    private const int Files = 400;
    private const int Rounds = 12;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Each upload replaces half of the files and adds the other half; the server is killed around its end.</summary>
    [Fact]
    public async Task An_upload_whose_end_is_killed_is_in_the_dataset_with_all_of_its_files_or_with_none()
    {
        var random = new Random(20261125);
        using var folder = new TemporaryFolder();
        string? key = null;
        var acknowledged = -1;
        for (var round = 0; round <= Rounds; round++)
        {
            var (process, address, apiKey) = await ToolProcess.StartServerAsync(folder.Path);
            using var server = process;
            using var http = new HttpClient { BaseAddress = new Uri(address), DefaultRequestHeaders = { { "X-Domino-Api-Key", apiKey } } };
            var project = await TextAsync(
                http,
                "/v4/gateway/projects/findProjectByOwnerAndName?ownerName=ada&projectName=quick-start",
                "id"
            );
            var dataset = JsonNode.Parse(await http.GetStringAsync(new Uri($"/dataset?projectId={project}", UriKind.Relative), Ct))![0]![
                "datasetId"
            ]!.GetValue<string>();
            var start = $"/v4/datasetrw/datasets/{dataset}/snapshot/file";
            var head = Path.Combine(folder.Path, "datasets", dataset, "head");
            if (key is not null)
            {
                var there = Found(head);
                Assert.True(
                    there == round - 1 || there == acknowledged,
                    $"In round {round} the files of upload {there} are there; {acknowledged} was acknowledged."
                );

                // An upload without a reply is repeated: it is already done, or it is done now.
                using var again = await http.GetAsync(new Uri($"{start}/end/{key}", UriKind.Relative), Ct);
                Assert.True(again.IsSuccessStatusCode, await again.Content.ReadAsStringAsync(Ct));
                Assert.Equal(round - 1, Found(head));
                acknowledged = round - 1;
            }

            if (round == Rounds)
            {
                Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(folder.Path, "datasets", dataset, "uploads")));
                break;
            }

            using (
                var content = new StringContent(
                    """{"filePaths":[],"fileCollisionSetting":"Overwrite"}""",
                    Encoding.UTF8,
                    "application/json"
                )
            )
            using (var reply = await http.PostAsync(new Uri(start + "/start", UriKind.Relative), content, Ct))
            {
                key = JsonNode.Parse(await reply.Content.ReadAsStringAsync(Ct))!.GetValue<string>();
            }

            var text = Encoding.UTF8.GetBytes(round.ToString(CultureInfo.InvariantCulture));
            var sending = key;
            await Parallel.ForEachAsync(
                Enumerable.Range(0, Files),
                new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct },
                async (number, token) =>
                {
                    // Half of them in folders that every upload has, a quarter in one that only this one has.
                    var chunk = TestChunk.Cut(
                        number % 4 == 0 ? $"only-{round}/{number}"
                            : number % 4 == 1 ? $"{number % 7}/only-{round}-{number}"
                            : $"{number % 7}/{number}",
                        text
                    )[0];
                    using var form = chunk.Form();
                    using var reply = await http.PostAsync(new Uri(start + chunk.Query(sending), UriKind.Relative), form, token);
                    Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync(token));
                }
            );
            var kill = Task.Run(
                async () =>
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 60)), Ct);
                    server.Kill();
                },
                Ct
            );
            try
            {
                using var end = await http.GetAsync(new Uri($"{start}/end/{key}", UriKind.Relative), Ct);
                acknowledged = end.IsSuccessStatusCode ? round : acknowledged;
            }
            catch (HttpRequestException)
            {
                // The kill came before the reply.
            }

            await kill;
        }
    }

    /// <summary>
    /// The upload that the files in the dataset are of, from the shared names; that it has all of its own, and that no later one has any.
    /// </summary>
    private static int Found(string head)
    {
        if (!Directory.Exists(head))
        {
            return -1;
        }

        var shared = Enumerable
            .Range(0, Files)
            .Where(number => number % 4 > 1)
            .Select(number => Path.Combine(head, $"{number % 7}/{number}"))
            .ToList();
        if (!shared.Exists(File.Exists))
        {
            Assert.Empty(Directory.EnumerateFiles(head, "*", SearchOption.AllDirectories));
            return -1;
        }

        var upload = int.Parse(Assert.Single(shared.Select(File.ReadAllText).Distinct()), CultureInfo.InvariantCulture);
        for (var round = 0; round < Rounds; round++)
        {
            var expected = round <= upload ? Files / 4 : 0;
            Assert.Equal(
                expected,
                Directory.Exists(Path.Combine(head, $"only-{round}")) ? Directory.GetFiles(Path.Combine(head, $"only-{round}")).Length : 0
            );
            Assert.Equal(expected, Directory.EnumerateFiles(head, $"only-{round}-*", SearchOption.AllDirectories).Count());
        }

        return upload;
    }

    private static async Task<string> TextAsync(HttpClient http, string path, string name) =>
        JsonNode.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative), Ct))![name]!.GetValue<string>();
}
