namespace DominoDataLab.Data.Arrow;

/// <summary>Reads values of one .NET type from the current batch of a column.</summary>
internal interface IValueReader<T>
{
    T Read(int row);
}

/// <summary>Reads times as counts of their own unit.</summary>
internal interface ICountReader
{
    long ReadCount(int row);
}
