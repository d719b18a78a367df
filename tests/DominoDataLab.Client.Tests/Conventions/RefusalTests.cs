using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Tests.Conventions;

/// <summary>
/// Every operation of the client has a refusal in <see cref="Refusals"/>, and the server (or the client before it) refuses so.
/// </summary>
public sealed class RefusalTests(DominoFixture domino, RefusalProject own) : IClassFixture<RefusalProject>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Operations => [.. Refusals.All.Keys];

    [Fact]
    public void Every_operation_has_a_refusal()
    {
        var operations = typeof(DominoClient)
            .Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.GetCustomAttributesData().Any(data => data.AttributeType.Name == "EndpointAttribute"))
            .GroupBy(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .SelectMany(overloads =>
                overloads.Count() == 1 ? [overloads.Key] : overloads.Select(method => overloads.Key + Parameters(method))
            );
        var missing = operations.Except(Refusals.All.Keys).ToList();
        var extra = Refusals.All.Keys.Except(operations).ToList();
        Assert.True(
            missing.Count + extra.Count == 0,
            $"Missing:\n{string.Join('\n', missing)}\nNot an operation:\n{string.Join('\n', extra)}"
        );
    }

    /// <summary>Gets the parameters that tell an overload from the others, as in <c>(String, Stream)</c>.</summary>
    private static string Parameters(MethodInfo method) =>
        "("
        + string.Join(
            ", ",
            method.GetParameters().Where(parameter => !parameter.IsOptional).Select(parameter => NameOf(parameter.ParameterType))
        )
        + ")";

    private static string NameOf(Type type) =>
        type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : type.Name;

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task It_is_refused_as_it_should_be(string operation)
    {
        var (expected, call) = Refusals.All[operation];
        using var pages = new HttpClient(new WebPages()) { Timeout = Timeout.InfiniteTimeSpan };
        using var notADomino = new DominoClient(new DominoClientOptions { Host = "https://example.com", ApiKey = "k" }, pages);
        using var unknown = domino.Connect(new string('0', 64));
        var scene = new RefusalScene
        {
            Client = domino.Client,
            Unknown = unknown,
            NotADomino = notADomino,
            Mine = own.Project,
            Nowhere = domino.Client.Project(RefusalScene.None),
            Unnamed = domino.Client.Project($"{domino.UserName}/no-such-project"),
        };
        Assert.Equal(expected, await OutcomeAsync(() => call(scene)));
    }

    private static async Task<string> OutcomeAsync(Func<Task> call)
    {
        try
        {
            var task = call();
            await task;
            return task.GetType().GetProperty("Result")?.GetValue(task) switch
            {
                null => "null",
                false => "false",
                var result => $"done: {result}",
            };
        }
        catch (DominoNotFoundException e) when (e.Route.Length == 0)
        {
            return $"no {e.Kind}";
        }
        catch (DominoApiException e) when (e.StatusCode == HttpStatusCode.OK)
        {
            return "not a Domino";
        }
        catch (DominoApiException e)
        {
            Assert.False(string.IsNullOrWhiteSpace(e.ServerMessage), $"{e.Message}: the server does not say why.");
            return ((int)e.StatusCode).ToString(CultureInfo.InvariantCulture);
        }
        catch (ArgumentException)
        {
            return "argument";
        }
    }
}

/// <summary>Answers every request with a web page, as a server that is not a Domino does.</summary>
internal sealed class WebPages : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(
            new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent("<html><title>Welcome</title></html>", Encoding.UTF8, "text/html"),
            }
        );
}

/// <summary>The user's own project. Refused calls change nothing, so that all of them can share it.</summary>
public sealed class RefusalProject(DominoFixture domino) : IAsyncLifetime
{
    public ProjectClient Project { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Project = await domino.NewProjectAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
