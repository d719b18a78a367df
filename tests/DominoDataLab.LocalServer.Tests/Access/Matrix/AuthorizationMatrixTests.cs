using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Tests.Access.Matrix;

/// <summary>
/// Every route, asked by nine kinds of caller, answers as the table in <c>authorization-matrix.txt</c> says. To write the table anew after
/// a route was added, run this test with <c>DOMINO_WRITE_MATRIX=1</c>, and review every line that changed.
/// </summary>
public sealed class AuthorizationMatrixTests
{
    private const string Routes = "authorization-matrix.txt";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string TableFile { get; } =
        Path.Combine(Repository.Root, "tests", "DominoDataLab.LocalServer.Tests", "Access", "Matrix", Routes);

    [Fact]
    public async Task Every_route_answers_every_caller_as_the_table_says()
    {
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions
            {
                UserName = "root",
                Users = [new("ada"), new("grace"), new("carl"), new("lena"), new("ivan"), new("mallory")],
                Organizations = [new("team") { Members = ["ada"] }],
                EnableFaults = true,
                MaxConcurrentJobs = 1,

                // The bodies fit no description: they have members for every route.
                RecordExchangesTo = null,
            },
            Ct
        );
        using var ada = server.ConnectAs("ada");
        var users = await UsersAsync(server);
        var table = await Task.WhenAll(RoutesOf(server).Chunk(40).Select(async routes => await LinesAsync(server, ada, users, routes)));
        var actual = Header() + string.Concat(table.SelectMany(lines => lines));
        if (Environment.GetEnvironmentVariable("DOMINO_WRITE_MATRIX") == "1")
        {
            await File.WriteAllTextAsync(TableFile, actual, Ct);
        }

        Assert.Equal((await File.ReadAllTextAsync(TableFile, Ct)).ReplaceLineEndings("\n").Split('\n'), actual.Split('\n'));
    }

    private static string Header() =>
        "# ok: the request was allowed, and carried out or refused for its content. 401, 403, 404: the status of the refusal.\n"
        + Line("# route", Callers.All.Select(caller => caller.Split(' ')[0]));

    private static string Line(string route, IEnumerable<string> cells) =>
        $"{route, -96}{string.Concat(cells.Select(cell => $"{cell, -8}"))}".TrimEnd() + "\n";

    private static List<(string Verb, string Route)> RoutesOf(LocalDomino server) =>
        [
            .. server
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .SelectMany(endpoint =>
                    (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(verb =>
                        (verb, "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
                    )
                )
                .Where(route => route.Item2 != "/{**path}" && route.verb != "HEAD")
                .Distinct()
                .OrderBy(route => route.Item2, StringComparer.Ordinal)
                .ThenBy(route => route.verb, StringComparer.Ordinal),
        ];

    private static async Task<Dictionary<string, string>> UsersAsync(LocalDomino server)
    {
        var users = new Dictionary<string, string>();
        foreach (var user in Callers.All.Skip(2))
        {
            using var http = server.ConnectAs(user);
            var self = await http.ReadAsync("/v4/users/self");
            users[user] = (string)self["id"]!;
            if (self["organizations"] is JsonArray { Count: > 0 } organizations)
            {
                users["organization"] = (string)organizations[0]!["id"]!;
            }
        }

        return users;
    }

    private static async Task<List<string>> LinesAsync(
        LocalDomino server,
        HttpClient ada,
        IReadOnlyDictionary<string, string> users,
        IEnumerable<(string Verb, string Route)> routes
    )
    {
        var shared = await MatrixPlace.CreateAsync(ada, users);
        var lines = new List<string>();
        foreach (var (verb, route) in routes)
        {
            var cells = new List<string>();
            foreach (var caller in Callers.All)
            {
                // What is allowed may remove something, so it gets a place of its own.
                var place = verb == "GET" || Array.IndexOf(Callers.All, caller) < 6 ? shared : await MatrixPlace.CreateAsync(ada, users);
                cells.Add(await CellAsync(server, caller, verb, route, place));
            }

            lines.Add(Line($"{verb} {route}", cells));
        }

        return lines;
    }

    private static async Task<string> CellAsync(LocalDomino server, string caller, string verb, string route, MatrixPlace place)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(new HttpMethod(verb), place.PathOf(route));
        if (verb is not ("GET" or "DELETE"))
        {
            request.Content = new StringContent(place.BodyOf(route).ToJsonString(), Encoding.UTF8, "application/json");
        }

        if (caller != Callers.NoKey)
        {
            var key = caller == Callers.WrongKey ? new string('0', 64) : server.GetApiKey(caller);
            request.Headers.TryAddWithoutValidation("X-Domino-Api-Key", key);
        }

        using var reply = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        var status = (int)reply.StatusCode;
        Assert.True(status is not 500, $"{verb} {route} as {caller}: {await reply.Content.ReadAsStringAsync(Ct)}");
        return status is 401 or 403 or 404 ? status.ToString(CultureInfo.InvariantCulture) : "ok";
    }
}
