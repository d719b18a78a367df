using System.Text;
using DominoDataLab.Airflow.Sdk.Runtime;

namespace DominoDataLab.Airflow.Sdk.Packaging;

/// <summary>What a bundle does when a person or the build starts it instead of Airflow.</summary>
internal sealed class BundleCommands(BundleTasks tasks)
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int WrongUsage = 2;

    private const string Usage = """
        This is a bundle of tasks for Airflow. Airflow starts it with --comm=<address> and --logs=<address>.

        Commands:
          inspect               Print the manifest and verify this file.
          --airflow-metadata    Print the manifest of the tasks in this program.
          pack [--schema=<version>] [--source=<file>]...
                                Append the source files, the manifest and the footer to this file.
        """;

    /// <summary>Runs a command and returns the exit code.</summary>
    public async Task<int> RunAsync(string[] args)
    {
        try
        {
            return args switch
            {
                ["inspect"] => await InspectAsync().ConfigureAwait(false),
                ["--airflow-metadata", ..] => await WriteMetadataAsync().ConfigureAwait(false),
                ["pack", .. var options] => await PackAsync(options).ConfigureAwait(false),
                _ => await FailAsync(WrongUsage, Usage).ConfigureAwait(false),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return await FailAsync(Failure, exception.Message).ConfigureAwait(false);
        }
    }

    private static async Task<int> InspectAsync()
    {
        var file = File.OpenRead(Self);
        await using var reading = file.ConfigureAwait(false);
        var footer = await BundleFooter.ReadAsync(file, CancellationToken.None).ConfigureAwait(false);
        if (footer is null)
        {
            return await FailAsync(
                    Failure,
                    $"'{Self}' has no footer, so Airflow does not find it. Publish the project with <AirflowBundle>true</AirflowBundle>."
                )
                .ConfigureAwait(false);
        }

        var manifest = new byte[footer.ManifestBytes];
        file.Position = footer.ManifestOffset;
        await file.ReadExactlyAsync(manifest).ConfigureAwait(false);
        await Console.Out.WriteAsync(Encoding.UTF8.GetString(manifest)).ConfigureAwait(false);
        return await footer.IsIntactAsync(file, CancellationToken.None).ConfigureAwait(false)
            ? Success
            : await FailAsync(Failure, $"'{Self}' was changed after it was packed. Publish it again.").ConfigureAwait(false);
    }

    private async Task<int> WriteMetadataAsync()
    {
        var manifest = new BundleManifest(tasks, BundleManifest.Schema33).Write();
        await Console.Out.WriteAsync(Encoding.UTF8.GetString(manifest)).ConfigureAwait(false);
        return Success;
    }

    private async Task<int> PackAsync(IReadOnlyList<string> options)
    {
        var schema = BundleManifest.Schema33;
        var sources = new List<EmbeddedSource>();
        foreach (var option in options)
        {
            switch (option.Split('=', 2))
            {
                case ["--schema", BundleManifest.Schema33 or BundleManifest.Schema34]:
                    schema = option.Split('=', 2)[1];
                    break;
                case ["--schema", var unknown]:
                    return await FailAsync(
                            WrongUsage,
                            $"Invalid schema '{unknown}'. Use {BundleManifest.Schema33} (Airflow 3.3 and later) or {BundleManifest.Schema34} (3.4)."
                        )
                        .ConfigureAwait(false);
                case ["--source", var path]:
                    sources.Add(new EmbeddedSource(Path.GetFileName(path), await File.ReadAllBytesAsync(path).ConfigureAwait(false)));
                    break;
                default:
                    return await FailAsync(WrongUsage, Usage).ConfigureAwait(false);
            }
        }

        await BundlePacker.PackAsync(Self, sources, new BundleManifest(tasks, schema), CancellationToken.None).ConfigureAwait(false);
        return Success;
    }

    private static string Self => Environment.ProcessPath ?? throw new IOException("The path of this program is unknown.");

    private static async Task<int> FailAsync(int code, string message)
    {
        await Console.Error.WriteLineAsync(message).ConfigureAwait(false);
        return code;
    }
}
