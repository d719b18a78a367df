using System.Buffers.Binary;

namespace DominoDataLab.LocalServer.Files.Packing;

/// <summary>The IDs of the objects in a pack, read from its index.</summary>
internal sealed class PackIndex
{
    private const int FanOutStart = 8;
    private const int NamesStart = FanOutStart + (256 * 4);
    private readonly byte[] _content;

    private PackIndex(string file, byte[] content) => (File, _content) = (file, content);

    /// <summary>Gets the path of the index. The pack is beside it.</summary>
    public string File { get; }

    public string PackFile => Path.ChangeExtension(File, ".pack");

    public int Count => Until(255);

    /// <summary>
    /// Reads the index of every pack of a repository. One of a kind that is not known, or that git was told to keep, is left out.
    /// </summary>
    public static List<PackIndex> In(string repository)
    {
        var folder = Path.Combine(repository, "objects", "pack");
        return !Directory.Exists(folder)
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(folder, "pack-*.idx")
                    .Where(file => System.IO.File.Exists(Path.ChangeExtension(file, ".pack")))
                    .Where(file => !System.IO.File.Exists(Path.ChangeExtension(file, ".keep")))
                    .Select(Read)
                    .Where(index => index.IsKnown),
            ];
    }

    public static PackIndex Read(string file) => new(file, System.IO.File.ReadAllBytes(file));

    public ObjectName this[int number] => ObjectName.Of(_content.AsSpan(NamesStart + (number * ObjectName.Bytes), ObjectName.Bytes));

    public IEnumerable<ObjectName> Names() => Enumerable.Range(0, Count).Select(number => this[number]);

    public bool Contains(ObjectName name)
    {
        var first = (int)(byte)(name.High >> 120);
        var (from, to) = (first == 0 ? 0 : Until(first - 1), Until(first));
        while (from < to)
        {
            var middle = (from + to) / 2;
            var found = this[middle];
            if (found == name)
            {
                return true;
            }

            if (found.High < name.High || (found.High == name.High && found.Low < name.Low))
            {
                from = middle + 1;
            }
            else
            {
                to = middle;
            }
        }

        return false;
    }

    private bool IsKnown => _content.Length > NamesStart && _content is [0xFF, (byte)'t', (byte)'O', (byte)'c', 0, 0, 0, 2, ..];

    private int Until(int first) => BinaryPrimitives.ReadInt32BigEndian(_content.AsSpan(FanOutStart + (first * 4)));
}
