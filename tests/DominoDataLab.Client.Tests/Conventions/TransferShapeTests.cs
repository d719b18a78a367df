using System.Reflection;
using DominoDataLab.Client.Transfers;
using DominoDataLab.Data;

namespace DominoDataLab.Client.Tests.Conventions;

/// <summary>All uploads and downloads of the libraries have the same shape.</summary>
public sealed class TransferShapeTests
{
    // A dataset or a job stands before both: it says where the paths of the server are.
    private static readonly string[] Places = ["dataset", "job"];
    private static readonly string[] Local = ["localPath", "localFolder", "sources", "content", "text"];
    private static readonly string[] Remote = ["path", "key"];

    public static TheoryData<string> Methods => [.. All.Keys];

    private static Dictionary<string, MethodInfo> All { get; } =
        new[] { typeof(DominoClient), typeof(DominoDataClient) }
            .SelectMany(type => type.Assembly.GetExportedTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method =>
                method.Name.StartsWith("Upload", StringComparison.Ordinal) || method.Name.StartsWith("Download", StringComparison.Ordinal)
            )
            .ToDictionary(method =>
                $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(each => each.Name))})"
                + method.GetParameters().First(parameter => Local.Contains(parameter.Name)).ParameterType.Name
            );

    [Fact]
    public void All_areas_are_covered() =>
        Assert.Equal(
            ["DatasetFilesClient", "ObjectSource", "ObjectStoreDataSource", "ProjectFilesClient", "ProjectResultsClient"],
            All.Values.Select(method => method.DeclaringType!.Name).Distinct().Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_source_comes_before_the_target_and_the_result_is_the_same(string name)
    {
        var method = All[name];
        var (source, target) = method.Name.StartsWith("Upload", StringComparison.Ordinal) ? (Local, Remote) : (Remote, Local);
        var roles = method
            .GetParameters()
            .Select(parameter =>
                Places.Contains(parameter.Name) ? 0
                : source.Contains(parameter.Name) ? 1
                : target.Contains(parameter.Name) ? 2
                : parameter.Name == "options" && parameter.IsOptional ? 3
                : parameter.ParameterType == typeof(CancellationToken) && parameter.IsOptional ? 4
                : throw new InvalidOperationException($"The parameter '{parameter.Name}' has no place in a transfer.")
            )
            .ToList();
        Assert.Equal(roles.Distinct().Order(), roles);
        Assert.Equal(typeof(Task<TransferResult>), method.ReturnType);
    }
}
