using System.Reflection;
using System.Text.RegularExpressions;

namespace DominoDataLab.Client.Tests.Malformed;

/// <summary>A method of the client that sends requests, and how to call it.</summary>
internal sealed class Operation
{
    public const string Id = "0123456789abcdef01234567";

    private static readonly Assembly Library = typeof(DominoClient).Assembly;

    private Operation(MethodInfo method) => Method = method;

    public static IReadOnlyDictionary<string, Operation> All { get; } =
        Library
            .GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => RoutesOf(method).Any())
            .Select(method => new Operation(method))
            .ToDictionary(operation => operation.Name);

    public MethodInfo Method { get; }

    public string Name => $"{Method.DeclaringType!.Name}.{Method.Name}({string.Join(", ", Method.GetParameters().Select(Describe))})";

    /// <summary>Every route that any operation sends, with a pattern of its addresses.</summary>
    public static IReadOnlyList<(string Route, Regex Pattern)> Routes { get; } =
    [
        .. All
            .Values.SelectMany(operation => RoutesOf(operation.Method))
            .Distinct()
            .OrderBy(route => route.Count(character => character == '{'))
            .Select(route =>
                (
                    route,
                    new Regex(
                        "^"
                            + Regex.Replace(
                                Regex.Escape(route).Replace("\\{", "{", StringComparison.Ordinal),
                                @"\{[^}]*\}",
                                match => match.Value.Contains("\\*\\*", StringComparison.Ordinal) ? ".*" : "[^/]+"
                            )
                            + "$"
                    )
                )
            ),
    ];

    /// <summary>true if the operation names this route as its own; otherwise, false.</summary>
    public bool Sends(string route) => RoutesOf(Method).Contains(route);

    /// <summary>Calls the operation and returns what it gives: the result, the first items of a list, the beginning of a stream.</summary>
    public async Task<IReadOnlyList<object?>> CallAsync(DominoClient client, string folder, CancellationToken cancellationToken)
    {
        var target = Instances(client).First(instance => Method.DeclaringType!.IsInstanceOfType(instance));
        var method = Method.IsGenericMethodDefinition
            ? Method.MakeGenericMethod([.. Method.GetGenericArguments().Select(_ => typeof(System.Text.Json.JsonElement))])
            : Method;
        var arguments = method.GetParameters().Select(parameter => Arguments.Make(parameter, folder, cancellationToken)).ToArray();
        object? returned;
        try
        {
            returned = method.Invoke(target, arguments);
        }
        catch (TargetInvocationException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }

        if (returned is Task task)
        {
            await task;
            return task.GetType().GetProperty("Result")?.GetValue(task) is { } result && result.GetType().Name != "VoidTaskResult"
                ? [await ReadAsync(result, cancellationToken)]
                : [];
        }

        var item = returned!
            .GetType()
            .GetInterfaces()
            .First(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))
            .GetGenericArguments()[0];
        var list = typeof(Operation)
            .GetMethod(nameof(ListAsync), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(item)
            .Invoke(null, [returned, cancellationToken])!;
        return await (Task<IReadOnlyList<object?>>)list;
    }

    private static IEnumerable<string> RoutesOf(MethodInfo method) =>
        method
            .GetCustomAttributesData()
            .Where(data => data.AttributeType.Name == "EndpointAttribute")
            .Select(data => (string)data.ConstructorArguments[0].Value!);

    private static async Task<IReadOnlyList<object?>> ListAsync<T>(IAsyncEnumerable<T> items, CancellationToken cancellationToken)
    {
        var list = new List<object?>();
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            list.Add(item);
            if (list.Count == 50)
            {
                break;
            }
        }

        return list;
    }

    private static async Task<object> ReadAsync(object result, CancellationToken cancellationToken)
    {
        if (result is Stream stream)
        {
            await using (stream)
            {
                await stream.CopyToAsync(Stream.Null, cancellationToken);
            }
        }

        return result;
    }

    // The client and every client that it has as a property, and those of a project.
    private static string Describe(ParameterInfo parameter) => $"{parameter.ParameterType.Name} {parameter.Name}";

    private static IEnumerable<object> Instances(object client)
    {
        yield return client;
        foreach (
            var property in client
                .GetType()
                .GetProperties()
                .Where(property => property.PropertyType.Name.EndsWith("Client", StringComparison.Ordinal))
        )
        {
            foreach (var inner in Instances(property.GetValue(client)!))
            {
                yield return inner;
            }
        }

        if (client is DominoClient domino)
        {
            foreach (var inner in Instances(domino.Project(Id)))
            {
                yield return inner;
            }
        }
    }
}
