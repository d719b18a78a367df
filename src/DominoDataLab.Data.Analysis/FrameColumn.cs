using Apache.Arrow;
using Microsoft.Data.Analysis;

namespace DominoDataLab.Data.Analysis;

/// <summary>Collects the values of a column across batches.</summary>
internal abstract class FrameColumn
{
    public abstract void Append(IArrowArray array);

    public abstract DataFrameColumn ToColumn();
}
