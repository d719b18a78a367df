namespace DominoDataLab.Data.Tests.Server;

/// <summary>The base of tests over HTTP: a server, and a folder that is removed after the test.</summary>
public abstract class DataTest : IAsyncLifetime
{
    private DirectoryInfo? _folder;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal DataServer Server { get; private set; } = null!;

    protected string Folder => (_folder ??= Directory.CreateTempSubdirectory("data-")).FullName;

    public async ValueTask InitializeAsync() => Server = await DataServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Server.DisposeAsync();
        if (_folder is not null)
        {
            if (!OperatingSystem.IsWindows())
            {
                foreach (var folder in _folder.EnumerateDirectories("*", SearchOption.AllDirectories))
                {
                    File.SetUnixFileMode(folder.FullName, folder.UnixFileMode | UnixFileMode.UserWrite);
                }
            }

            _folder.Delete(recursive: true);
        }
    }

    protected string FileOf(string content, string name = "token")
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    protected static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
