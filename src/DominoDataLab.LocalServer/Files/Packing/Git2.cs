using System.Runtime.InteropServices;
using LibGit2Sharp;

namespace DominoDataLab.LocalServer.Files.Packing;

/// <summary>
/// Functions of the libgit2 that LibGit2Sharp brings. LibGit2Sharp can write packs too, but without the names of files, and without those
/// libgit2 finds few similar objects: its packs are three times as large.
/// </summary>
internal static unsafe partial class Git2
{
    /// <summary>
    /// The library's name holds the commit of libgit2. It changes with the version of LibGit2Sharp in Directory.Packages.props.
    /// </summary>
    private const string Library = "git2-5853918";

    public const int TreeType = 2;

    /// <summary>The result of a callback that ends the operation.</summary>
    public const int Cancelled = -7;

    /// <exception cref="LibGit2SharpException">The result says that a call failed.</exception>
    public static void Check(int result)
    {
        if (result < 0)
        {
            var error = LastError();
            throw new LibGit2SharpException(
                error is null ? $"libgit2 failed with {result}." : Marshal.PtrToStringUTF8(*error) ?? $"libgit2 failed with {result}."
            );
        }
    }

    [LibraryImport(Library, EntryPoint = "git_error_last")]
    private static partial nint* LastError();

    [LibraryImport(Library, EntryPoint = "git_repository_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenRepository(out nint repository, string path);

    [LibraryImport(Library, EntryPoint = "git_repository_free")]
    public static partial void FreeRepository(nint repository);

    [LibraryImport(Library, EntryPoint = "git_repository_odb")]
    public static partial int OpenObjects(out nint objects, nint repository);

    [LibraryImport(Library, EntryPoint = "git_odb_free")]
    public static partial void FreeObjects(nint objects);

    [LibraryImport(Library, EntryPoint = "git_odb_read_header")]
    public static partial int ReadHeader(out nuint size, out int type, nint objects, byte* id);

    [LibraryImport(Library, EntryPoint = "git_odb_read")]
    public static partial int ReadObject(out nint found, nint objects, byte* id);

    [LibraryImport(Library, EntryPoint = "git_odb_object_data")]
    public static partial byte* Data(nint found);

    [LibraryImport(Library, EntryPoint = "git_odb_object_size")]
    public static partial nuint Size(nint found);

    [LibraryImport(Library, EntryPoint = "git_odb_object_free")]
    public static partial void FreeObject(nint found);

    [LibraryImport(Library, EntryPoint = "git_packbuilder_new")]
    public static partial int NewPack(out nint pack, nint repository);

    [LibraryImport(Library, EntryPoint = "git_packbuilder_free")]
    public static partial void FreePack(nint pack);

    [LibraryImport(Library, EntryPoint = "git_packbuilder_set_threads")]
    public static partial uint SetThreads(nint pack, uint count);

    [LibraryImport(Library, EntryPoint = "git_packbuilder_set_callbacks")]
    public static partial int SetCallback(nint pack, delegate* unmanaged[Cdecl]<int, uint, uint, nint, int> progress, nint payload);

    [LibraryImport(Library, EntryPoint = "git_packbuilder_insert", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Insert(nint pack, byte* id, string? name);

    [LibraryImport(Library, EntryPoint = "git_packbuilder_write", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Write(nint pack, string folder, uint mode, nint progress, nint payload);
}
