using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace DominoDataLab.LocalServer.Files.Packing;

/// <summary>Writes objects of a repository into a pack.</summary>
internal sealed unsafe class PackWriter : IDisposable
{
    private readonly PackThrottle _throttle;
    private readonly nint _repository;
    private readonly nint _objects;

    public PackWriter(string repository, PackThrottle throttle)
    {
        _throttle = throttle;
        Git2.Check(Git2.OpenRepository(out _repository, repository));
        try
        {
            Git2.Check(Git2.OpenObjects(out _objects, _repository));
        }
        catch
        {
            Git2.FreeRepository(_repository);
            throw;
        }
    }

    /// <summary>Writes a pack and its index into a folder.</summary>
    /// <exception cref="OperationCanceledException">The server stops.</exception>
    public void Write(IReadOnlyCollection<ObjectName> objects, string folder)
    {
        Git2.Check(Git2.NewPack(out var pack, _repository));
        var throttle = GCHandle.Alloc(_throttle);
        try
        {
            _ = Git2.SetThreads(pack, 1);
            Git2.Check(Git2.SetCallback(pack, &OnProgress, GCHandle.ToIntPtr(throttle)));
            var names = NamesOf(objects);
            var id = stackalloc byte[ObjectName.Bytes];
            foreach (var name in objects)
            {
                name.CopyTo(new Span<byte>(id, ObjectName.Bytes));
                var result = Git2.Insert(pack, id, names.GetValueOrDefault(name));
                ThrowIfCancelled();
                Git2.Check(result);
            }

            var written = Git2.Write(pack, folder, 0, 0, 0);
            ThrowIfCancelled();
            Git2.Check(written);
        }
        finally
        {
            Git2.FreePack(pack);
            throttle.Free();
        }
    }

    /// <summary>Gets the size of an object's content in bytes, or null if the object is damaged.</summary>
    public long? SizeOf(ObjectName name)
    {
        var id = stackalloc byte[ObjectName.Bytes];
        name.CopyTo(new Span<byte>(id, ObjectName.Bytes));
        return Git2.ReadHeader(out var size, out _, _objects, id) < 0 ? null : (long)size;
    }

    public void Dispose()
    {
        Git2.FreeObjects(_objects);
        Git2.FreeRepository(_repository);
    }

    /// <summary>Finds the name of each file and folder among the objects: objects with the same name are likely to be similar.</summary>
    private Dictionary<ObjectName, string> NamesOf(IReadOnlyCollection<ObjectName> objects)
    {
        var wanted = objects as HashSet<ObjectName> ?? [.. objects];
        var names = new Dictionary<ObjectName, string>();
        var id = stackalloc byte[ObjectName.Bytes];
        foreach (var name in objects)
        {
            name.CopyTo(new Span<byte>(id, ObjectName.Bytes));
            Git2.Check(Git2.ReadHeader(out _, out var type, _objects, id));
            if (type == Git2.TreeType)
            {
                ReadTree(id, wanted, names);
            }

            _throttle.Rest();
            ThrowIfCancelled();
        }

        return names;
    }

    private void ReadTree(byte* id, HashSet<ObjectName> wanted, Dictionary<ObjectName, string> names)
    {
        Git2.Check(Git2.ReadObject(out var tree, _objects, id));
        try
        {
            // Each entry is its mode, a blank, its name, a NUL and its ID.
            var entries = new ReadOnlySpan<byte>(Git2.Data(tree), checked((int)Git2.Size(tree)));
            while (entries.Length > 0)
            {
                var nameEnd = entries.IndexOf((byte)0);
                var entry = ObjectName.Of(entries[(nameEnd + 1)..]);
                if (wanted.Contains(entry) && !names.ContainsKey(entry))
                {
                    names.Add(entry, Encoding.UTF8.GetString(entries[(entries.IndexOf((byte)' ') + 1)..nameEnd]));
                }

                entries = entries[(nameEnd + 1 + ObjectName.Bytes)..];
            }
        }
        finally
        {
            Git2.FreeObject(tree);
        }
    }

    private void ThrowIfCancelled()
    {
        if (_throttle.IsCancelled)
        {
            throw new OperationCanceledException();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnProgress(int stage, uint current, uint total, nint throttle) =>
        ((PackThrottle)GCHandle.FromIntPtr(throttle).Target!).Rest() ? 0 : Git2.Cancelled;
}
