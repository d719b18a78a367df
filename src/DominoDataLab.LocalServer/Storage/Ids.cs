using System.Security.Cryptography;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>Domino's ids: 24 hexadecimal digits.</summary>
internal static class Ids
{
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
}
