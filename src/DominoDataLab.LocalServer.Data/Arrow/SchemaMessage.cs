using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace DominoDataLab.LocalServer.Data.Arrow;

/// <summary>The first message of a result.</summary>
internal sealed class SchemaMessage : IpcMessage
{
    // A continuation marker and the length of the header.
    private const int PrefixBytes = 8;

    public SchemaMessage(Schema schema)
    {
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true))
        {
            writer.WriteStart();
        }

        var bytes = stream.ToArray();
        Header = bytes.AsMemory(PrefixBytes, BitConverter.ToInt32(bytes, PrefixBytes / 2));
    }

    public override ReadOnlyMemory<byte> Header { get; }

    public override void Dispose() { }
}
