using System.Net;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Client.Tests.Conventions;

/// <summary><c>docs/endpoints.md</c> is made from the client's code, and says what the local server really serves.</summary>
public sealed partial class EndpointListTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_of_endpoints_lists_every_operation_of_the_client_and_whether_the_local_server_serves_it()
    {
        var page = await PageAsync();
        var file = Path.Combine(Repository.Root, "docs", "endpoints.md");
        if (Environment.GetEnvironmentVariable("DOMINO_WRITE_ENDPOINTS") is not null)
        {
            await File.WriteAllTextAsync(file, page, Ct);
        }

        Assert.True(
            File.Exists(file) && await File.ReadAllTextAsync(file, Ct) == page,
            "docs/endpoints.md is not what the code says; run this test with DOMINO_WRITE_ENDPOINTS=1 and look at the difference."
        );
    }

    private static async Task<string> PageAsync()
    {
        // A separate server, because some of these requests delete. They are not recorded, because the client does not send them.
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { RecordExchangesTo = null }, Ct);
        using var http = new HttpClient { BaseAddress = server.Address, DefaultRequestHeaders = { { "X-Domino-Api-Key", server.ApiKey } } };
        var rows = typeof(DominoClient)
            .Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .SelectMany(method =>
                RoutesOf(method)
                    .Select(route =>
                        (Method: $"{method.DeclaringType!.Name}.{method.Name}", Route: route.Replace("{**", "{", StringComparison.Ordinal))
                    )
            )
            .Distinct()
            .OrderBy(row => PathOf(row.Route), StringComparer.Ordinal)
            .ThenBy(row => row.Route, StringComparer.Ordinal)
            .ThenBy(row => row.Method, StringComparer.Ordinal);
        var page = new StringBuilder(
            """
            # Endpoints

            Every operation of the client and the route it sends, made from the code. `v1`: the oldest API, published in part. `v4`:
            Domino's own, not published. `public`: published and stable. `beta`: published, may change. `web`: a route of the web pages.

            | route | standing | client | local server |
            | --- | --- | --- | --- |

            """.ReplaceLineEndings("\n")
        );
        foreach (var (method, route) in rows)
        {
            page.Append($"| `{route}` | {Standing(PathOf(route))} | `{method}` | {(await IsServedAsync(http, route) ? "yes" : "no")} |\n");
        }

        return page.ToString();
    }

    private static IEnumerable<string> RoutesOf(MethodInfo method) =>
        method
            .GetCustomAttributesData()
            .Where(data => data.AttributeType.Name == "EndpointAttribute")
            .Select(data => (string)data.ConstructorArguments[0].Value!);

    private static string PathOf(string route) => route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    private static string Standing(string path) =>
        path.StartsWith("/v1/", StringComparison.Ordinal) ? "v1"
        : path.StartsWith("/v4/", StringComparison.Ordinal) ? "v4"
        : path.Contains("/beta/", StringComparison.Ordinal) ? "beta"
        : path.StartsWith("/api/", StringComparison.Ordinal) ? "public"
        : "web";

    /// <summary>
    /// A route that is not served says so, whatever it is asked; one that is served does not know the names that are asked for here.
    /// </summary>
    private static async Task<bool> IsServedAsync(HttpClient http, string route)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(route.Split(' ')[0]),
            Place().Replace(PathOf(route), "000000000000000000000000")
        );
        using var reply = await http.SendAsync(request, Ct);
        Assert.True(
            reply.StatusCode is HttpStatusCode.NotImplemented || (int)reply.StatusCode < 500,
            $"{route} answered {(int)reply.StatusCode}: {await reply.Content.ReadAsStringAsync(Ct)}"
        );
        return reply.StatusCode != HttpStatusCode.NotImplemented
            && !(
                reply.StatusCode == HttpStatusCode.NotFound
                && (await reply.Content.ReadAsStringAsync(Ct)).Contains("There is nothing at", StringComparison.Ordinal)
            );
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Place();
}
