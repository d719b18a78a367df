using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-KWARGS: a misspelt option was swallowed. Here no operation takes options that the compiler does not know; what comes from a
/// configuration file is checked by name when the host starts (AddDominoTests).</summary>
public sealed class DKwargsTests
{
    [Fact]
    public void No_operation_takes_an_option_that_the_compiler_does_not_know()
    {
        var library = typeof(DominoClient).Assembly;
        var methods = library
            .GetExportedTypes()
            .Where(type => type.Name.EndsWith("Client", StringComparison.Ordinal))
            .SelectMany(type =>
                type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            )
            .ToList();
        Assert.NotEmpty(methods);
        Assert.DoesNotContain(methods.SelectMany(method => method.GetParameters()), IsOpen);

        // What is read may hold more than is known here; what is sent may not.
        var requests = library
            .GetExportedTypes()
            .Where(type =>
                type.Name.EndsWith("Request", StringComparison.Ordinal)
                || type.Name.EndsWith("Options", StringComparison.Ordinal)
                || type.Name.EndsWith("Query", StringComparison.Ordinal)
            )
            .ToList();
        Assert.NotEmpty(requests);
        Assert.DoesNotContain(
            requests.SelectMany(type => type.GetProperties()),
            property => property.IsDefined(typeof(JsonExtensionDataAttribute)) || property.PropertyType == typeof(object)
        );
    }

    private static bool IsOpen(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(object)
        || parameter.ParameterType == typeof(JsonElement)
        || parameter.IsDefined(typeof(ParamArrayAttribute))
        || (parameter.ParameterType.IsGenericType && parameter.ParameterType.GetGenericArguments().Contains(typeof(object)));
}
