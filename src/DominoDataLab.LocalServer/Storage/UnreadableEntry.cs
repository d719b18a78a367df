namespace DominoDataLab.LocalServer.Storage;

/// <summary>An entry of a folder whose name is not valid UTF-8, found by the name that a listing shows for it.</summary>
internal sealed record UnreadableEntry(string Folder, byte[] Name, EntryKind Kind)
{
    public static UnreadableEntry? Find(string folder, string shownName)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        using var open = OpenFolder.At(folder);
        return open.Entries()
            .Where(entry => FolderEntry.Of(entry.Name, entry.Kind) is { IsReadable: false } shown && shown.Name == shownName)
            .Select(entry => new UnreadableEntry(folder, entry.Name, entry.Kind))
            .FirstOrDefault();
    }

    /// <exception cref="IOException">The entry cannot be removed.</exception>
    public void Remove()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var open = OpenFolder.At(Folder);
        if (Kind != EntryKind.Folder)
        {
            open.Delete(Name, isFolder: false);
            return;
        }

        var name = Ids.New();
        open.Move(Name, open, System.Text.Encoding.ASCII.GetBytes(name));
        FolderRemoval.Remove(Path.Combine(Folder, name));
    }
}
