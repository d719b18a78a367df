namespace DominoDataLab.LocalServer.Execution.Local.Sandboxing;

/// <summary>
/// The paths that a sandbox shows, as options of bubblewrap. If a path is added twice, the last addition counts.
/// </summary>
internal sealed class SandboxMounts
{
    // In this order a folder comes before everything in it, so that nothing is mounted over.
    private readonly SortedDictionary<string, string[]> _options = new(StringComparer.Ordinal);

    public SandboxMounts() { }

    public SandboxMounts(SandboxMounts other) => _options = new(other._options, StringComparer.Ordinal);

    public IEnumerable<string> Options => _options.Values.SelectMany(words => words);

    public void Show(string path) => _options[path] = ["--ro-bind-try", path, path];

    public void ShowDevice(string path) => _options[path] = ["--dev-bind-try", path, path];

    public void Link(string path, string target) => _options[path] = ["--symlink", target, path];

    /// <summary>Shows a folder, at a path of its own or at another one, that commands may write to.</summary>
    public void Share(string path, string at) => _options[at] = ["--bind-try", path, at];

    public void Hide(string path) =>
        _options[path] = Directory.Exists(path) ? ["--perms", "0755", "--tmpfs", path] : ["--ro-bind", "/dev/null", path];
}
