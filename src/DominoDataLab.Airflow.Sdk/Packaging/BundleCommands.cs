using System.Text;
using DominoDataLab.Airflow.Sdk.Runtime;

namespace DominoDataLab.Airflow.Sdk.Packaging;

/// <summary>Runs the commands of a bundle for a person or the build, such as <c>inspect</c>.</summary>
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
          pack [--schema=<version>] [--dag=<id>]... [--source=<file>]...
                                Append the source files, the manifest and the footer to this file.
                                --dag names further DAGs that a bundle with a fallback serves.
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
        catch (ArgumentException exception)
        {
            return await FailAsync(WrongUsage, exception.Message).ConfigureAwait(false);
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
        var manifest = new BundleManifest(tasks, BundleManifest.Schema33, []).Write();
        await Console.Out.WriteAsync(Encoding.UTF8.GetString(manifest)).ConfigureAwait(false);
        return Success;
    }

    private async Task<int> PackAsync(IReadOnlyList<string> arguments)
    {
        var options = await PackOptions.ReadAsync(arguments).ConfigureAwait(false);
        var manifest = new BundleManifest(tasks, options.Schema, options.Dags);
        await BundlePacker.PackAsync(Self, options.Sources, manifest, CancellationToken.None).ConfigureAwait(false);
        return Success;
    }

    private static string Self => Environment.ProcessPath ?? throw new IOException("The path of this program is unknown.");

    private static async Task<int> FailAsync(int code, string message)
    {
        await Console.Error.WriteLineAsync(message).ConfigureAwait(false);
        return code;
    }
}
