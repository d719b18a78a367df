using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>
/// Encrypts the secrets in the database, such as values of variables. The key lies in a folder of its own, readable by its owner alone: the
/// database without it gives nothing away.
/// </summary>
internal sealed class Secrets(ServerFolders folders, Database database)
{
    // These names are part of the encryption and must not change. The key is read or created when the first secret is used.
    private readonly Lazy<IDataProtector> _protector = new(() =>
    {
        PrivateMode.CreateFolder(folders.SecretKeys);
        return DataProtectionProvider
            .Create(new DirectoryInfo(folders.SecretKeys), builder => builder.SetApplicationName("DominoDataLab.LocalServer"))
            .CreateProtector("Secrets");
    });

    public string Protect(string text) => _protector.Value.Protect(text);

    /// <param name="text">The text as it is stored.</param>
    /// <param name="isEncrypted">false for text that holds no secret and is returned as it is; otherwise, true.</param>
    /// <exception cref="InvalidOperationException">The data folder does not have the key.</exception>
    public string Unprotect(string text, bool isEncrypted)
    {
        try
        {
            return isEncrypted ? _protector.Value.Unprotect(text) : text;
        }
        catch (CryptographicException e)
        {
            throw new InvalidOperationException(
                $"A secret in the database cannot be decrypted: the key in '{folders.SecretKeys}' is missing or belongs to another data "
                    + "folder. Restore that folder together with the database.",
                e
            );
        }
    }

    /// <summary>Encrypts the secrets that an earlier version stored in clear text, and removes that text from the file.</summary>
    public void EncryptOld()
    {
        var isChanged = false;
        foreach (var secret in SecretColumn.All)
        {
            isChanged |= Encrypt(secret);
        }

        if (isChanged)
        {
            database.Compact();
        }
    }

    private bool Encrypt(SecretColumn secret)
    {
        var rows = database.List(
            $"SELECT {secret.Key}, {secret.Column} FROM {secret.Table} WHERE CASE WHEN is_encrypted = 0 THEN {secret.HasSecret} END",
            row => (Key: row.GetString(0), Text: row.GetString(1))
        );
        database.Together(() =>
            rows.ForEach(row =>
                database.Write(
                    $"UPDATE {secret.Table} SET {secret.Column} = $text, is_encrypted = 1 WHERE {secret.Key} = $key",
                    ("$text", Protect(row.Text)),
                    ("$key", row.Key)
                )
            )
        );
        return rows.Count > 0;
    }
}
