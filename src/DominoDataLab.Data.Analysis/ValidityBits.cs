using Apache.Arrow;

namespace DominoDataLab.Data.Analysis;

/// <summary>Collects a bit for each value, which is set if the value is not null.</summary>
internal sealed class ValidityBits
{
    private byte[] _bits = new byte[1024];
    private int _length;

    public int Nulls { get; private set; }

    public ReadOnlyMemory<byte> Memory => _bits.AsMemory(0, (_length + 7) / 8);

    public void Append(bool isValid)
    {
        Grow(1);
        if (isValid)
        {
            BitUtility.SetBit(_bits, _length);
        }
        else
        {
            Nulls++;
        }

        _length++;
    }

    public void AppendValid(int count)
    {
        Grow(count);
        var end = _length + count;
        for (; _length < end && _length % 8 != 0; _length++)
        {
            BitUtility.SetBit(_bits, _length);
        }

        var whole = (end - _length) / 8;
        _bits.AsSpan(_length / 8, whole).Fill(0xFF);
        for (_length += whole * 8; _length < end; _length++)
        {
            BitUtility.SetBit(_bits, _length);
        }
    }

    private void Grow(int count)
    {
        var size = ((long)_length + count + 7) / 8;
        if (size > _bits.Length)
        {
            System.Array.Resize(ref _bits, (int)Math.Max(size, 2L * _bits.Length));
        }
    }
}
