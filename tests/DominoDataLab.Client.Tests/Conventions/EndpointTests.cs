using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DominoDataLab.Client.Tests.Conventions;

/// <summary>Every method that sends a request says which, in its attribute and in its doc comment.</summary>
public sealed partial class EndpointTests
{
    private static readonly Assembly Library = typeof(DominoClient).Assembly;

    // Methods that send nothing of their own, and what they are made of.
    private static readonly Dictionary<string, string> Composites = new()
    {
        ["DominoClient.RequireVersionAsync"] = "GetVersionAsync, then a comparison",
        ["DatasetSnapshotsClient.ListAsync"] = "GetDetailsAsync, then GetAsync for each",
        ["DatasetSnapshotsClient.WaitForActiveAsync"] = "GetAsync, repeatedly",
        ["DatasetsClient.WaitForActiveAsync"] = "GetDetailsAsync, repeatedly",
        ["ProjectDatasetsClient.FindAsync"] = "DatasetsClient.ListAsync",
        ["ProjectDatasetsClient.GetAsync"] = "DatasetsClient.GetAsync",
        ["ProjectDatasetsClient.GetDetailsAsync"] = "DatasetsClient.GetDetailsAsync",
        ["ProjectDatasetsClient.ListAsync"] = "DatasetsClient.ListAsync",
        ["ProjectDatasetsClient.UpdateAsync"] = "DatasetsClient.UpdateAsync",
        ["ProjectDatasetsClient.WaitForActiveAsync"] = "DatasetsClient.WaitForActiveAsync",
        ["EnvironmentsClient.WaitForBuildAsync"] = "GetAsync, repeatedly",
        ["ProjectAppsClient.WaitForRunningAsync"] = "FindAsync, repeatedly, and StreamLogsAsync after a failure",
        ["ModelExportsClient.WaitForCompletionAsync"] = "GetAsync, repeatedly",
        ["ProjectModelsClient.WaitForVersionAsync"] = "GetVersionAsync, repeatedly, and GetBuildLogAsync after a failure",
        ["ProjectEndpointClient.WaitForRunningAsync"] = "GetStateAsync, repeatedly",
        ["JobsClient.WaitForCompletionAsync"] = "GetAsync, repeatedly",
        ["JobsClient.WaitForSuccessAsync"] = "WaitForCompletionAsync, and StreamLogsAsync after a failure",
        ["ProjectClient.GetIdAsync"] = "ProjectsClient.FindAsync, once",
        ["ProjectFilesClient.DiffAsync"] = "GetHeadAsync and ListAsync, held against a folder",
        ["ProjectFilesClient.DownloadAllAsync"] = "ListAsync, then OpenReadAsync for each",
        ["ProjectFilesClient.PlanSyncAsync"] = "GetHeadAsync and ListAsync, held against a folder",
        ["ProjectFilesClient.StatusAsync"] = "GetHeadAsync and ListAsync, held against a folder",
        ["ProjectFilesClient.SyncAsync"] = "UploadAsync, OpenReadAsync and RemoveAsync for what the plan says",
        ["ProjectFilesClient.UploadAllAsync"] = "ListAsync, then UploadAsync for each",
        ["ProjectFilesClient.DownloadAsync"] = "OpenReadAsync, then a file on disk",
        ["ProjectJobsClient.RunAsync"] = "StartAsync, then JobsClient.WaitForSuccessAsync",
        ["ProjectJobsClient.StreamLogsAsync"] = "JobsClient.StreamLogsAsync",
        ["ProjectJobsClient.WaitForCompletionAsync"] = "JobsClient.WaitForCompletionAsync",
        ["ProjectJobsClient.WaitForSuccessAsync"] = "JobsClient.WaitForSuccessAsync",
        ["ProjectResultsClient.DownloadAllAsync"] = "ListAsync, then ProjectFilesClient.OpenReadAsync for each",
        ["ProjectResultsClient.DownloadAsync"] = "ProjectFilesClient.DownloadAsync at the job's commit",
        ["ProjectResultsClient.ListAsync"] = "ProjectFilesClient.ListAsync, at most twice",
        ["ProjectResultsClient.OpenReadAsync"] = "ProjectFilesClient.OpenReadAsync at the job's commit",
        ["ProjectRunsClient.RunAsync"] = "StartAsync, then JobsClient.WaitForSuccessAsync",
        ["ProjectRunsClient.StopAsync"] = "ProjectJobsClient.StopAsync: a run's ID is a job's ID",
        ["ProjectRunsClient.WaitForCompletionAsync"] = "JobsClient.WaitForCompletionAsync",
    };

    private static IEnumerable<MethodInfo> AsyncMethods =>
        Library
            .GetExportedTypes()
            .Where(type => type.IsClass && type.Name.EndsWith("Client", StringComparison.Ordinal))
            .SelectMany(type =>
                type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            )
            .Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal));

    public static TheoryData<string, string, string> Endpoints
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var method in AsyncMethods)
            {
                foreach (var route in RoutesOf(method))
                {
                    data.Add(
                        NameOf(method),
                        string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name)),
                        route
                    );
                }
            }

            return data;
        }
    }

    [Fact]
    public void Every_async_method_names_its_endpoint_or_is_a_reviewed_composite()
    {
        var silent = AsyncMethods.Where(method => !RoutesOf(method).Any()).Select(NameOf).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Composites.Keys.Order(StringComparer.Ordinal), silent);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void A_route_is_a_verb_and_a_path_without_query(string method, string parameters, string route) =>
        Assert.True(Route().IsMatch(route), $"{method}({parameters}): '{route}'");

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void The_doc_comment_quotes_the_route(string method, string parameters, string route)
    {
        // {**path} is how the library writes a value that keeps its slashes; readers know it as {path}.
        var quoted = route.Replace("{**", "{", StringComparison.Ordinal);
        var comments = Comments()
            .Where(comment => comment.Name == method && Regex.IsMatch(comment.Text, Regex.Escape(quoted) + @"(?![/\w{])"));
        var overloads = AsyncMethods.Count(candidate => NameOf(candidate) == method && RoutesOf(candidate).Contains(route));
        Assert.True(comments.Count() == overloads, $"{method}({parameters}) sends {quoted}, but its comment does not say so.");
    }

    private static IEnumerable<(string Name, string Text)> Comments() =>
        from member in XDocument.Load(Path.ChangeExtension(Library.Location, ".xml")).Descendants("member")
        let name = MemberName().Match((string)member.Attribute("name")!)
        where name.Success
        select (name.Groups[1].Value, Space().Replace(member.Value, " "));

    private static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private static IEnumerable<string> RoutesOf(MethodInfo method) =>
        method
            .GetCustomAttributesData()
            .Where(data => data.AttributeType.Name == "EndpointAttribute")
            .Select(data => (string)data.ConstructorArguments[0].Value!);

    [GeneratedRegex(@"^(GET|HEAD|POST|PUT|PATCH|DELETE) (/([A-Za-z0-9._~-]+|\{(\*\*)?[a-z][A-Za-z0-9]*\}))+$")]
    private static partial Regex Route();

    [GeneratedRegex(@"^M:(?:\w+\.)*?(\w+\.\w+Async)(?:``\d+)?(?:\(|$)")]
    private static partial Regex MemberName();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
