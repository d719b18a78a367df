using System.Security.Cryptography;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>Domino's ids: 24 hexadecimal digits.</summary>
internal static class Ids
{
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    /// <summary>Checks whether a string has the form of an ID.</summary>
    public static bool IsId(string text) => text.Length == 24 && text.All(char.IsAsciiHexDigit);
}
