using System.CommandLine;

namespace DominoDataLab.Cli.Commands.DataSources;

/// <summary>Arguments that several commands of data sources have.</summary>
internal static class Shared
{
    public const string Route = "/local/datasources";

    public static Argument<string> Source { get; } = new("source") { Description = "The data source's name" };

    public static Argument<string> Key { get; } = new("key") { Description = "The object's key" };
}
