using System.Buffers;

namespace DominoDataLab.LocalServer.Data.Arrow;

/// <summary>A message of Arrow's IPC format: a schema, a dictionary, or rows.</summary>
internal abstract class IpcMessage : IDisposable
{
    /// <summary>The flatbuffer that describes the message.</summary>
    public abstract ReadOnlyMemory<byte> Header { get; }

    /// <summary>The bytes of the body, a multiple of 8.</summary>
    public virtual long BodyLength => 0;

    /// <summary>Writes the body.</summary>
    public virtual void WriteBody(IBufferWriter<byte> output) { }

    /// <summary>Frees the memory of the rows.</summary>
    public abstract void Dispose();
}
