using System.CommandLine;

namespace DominoDataLab.Cli.Commands.DataSources;

/// <summary><c>domino datasource put</c></summary>
internal static class PutCommand
{
    private static readonly Argument<string> File = new("file") { Description = "The file on this machine" };

    public static Command Create() =>
        new ToolCommand("put", "Upload a file to an object store.", "domino datasource put images cat.png 2024/cat.png")
        {
            Shared.Source,
            File,
            Shared.Key,
        }.Does(async context =>
        {
            var (file, key) = (context.Get(File), context.Get(Shared.Key));
            if (Directory.Exists(file))
            {
                throw new ArgumentException($"'{file}' is a folder. Name a file.");
            }

            if (!System.IO.File.Exists(file))
            {
                throw new FileNotFoundException($"The file '{file}' was not found.");
            }

            var store = await context.DataClient.DataSources.GetObjectStoreAsync(context.Get(Shared.Source), context.CancellationToken);
            await store.UploadAsync(file, key, context.CancellationToken);
            await context.SayAsync($"Uploaded {file} as {key}.");
            return ExitCode.Success;
        });
}
