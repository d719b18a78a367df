using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Users;

/// <summary>Lets in the users and organizations that the options name.</summary>
internal sealed class People(
    LocalDominoOptions options,
    UserStore users,
    ApiKeys keys,
    OrganizationStore organizations,
    ServerFolders folders
)
{
    private readonly Lock _lock = new();

    /// <summary>true if the options name the user, so that the user exists on every start; otherwise, false.</summary>
    public bool IsConfigured(string name) => name == options.UserName || options.Users.Any(user => user.Name == name);

    /// <summary>Adds a user while the server runs. The user is kept for later starts.</summary>
    /// <returns>The user, and the user's key, which cannot be read again.</returns>
    /// <exception cref="DomainException">The name is not valid, or it is taken.</exception>
    public (UserRow User, string Key) Add(string name, bool isAdministrator)
    {
        lock (_lock)
        {
            if (users.Find(name) is { } known && (known.IsOrganization || keys.IsActive(known)))
            {
                throw DomainException.Conflict($"There is already a user or an organization '{name}'.");
            }

            try
            {
                var user = users.Register(name, isAdministrator);
                users.MarkAdded(user.Id);

                // A key from before the user was removed must not come back.
                keys.Remove(user);
                keys.AcceptStored(user);
                return (user, keys.KeyFor(user));
            }
            catch (ArgumentException e)
            {
                throw DomainException.Invalid(e.Message.Split(" (Parameter")[0]);
            }
        }
    }

    /// <summary>Gives a user a new key, in place of the one before it.</summary>
    /// <exception cref="DomainException">The user was not found, or the key is part of the server's configuration.</exception>
    public string ReplaceKey(string name)
    {
        lock (_lock)
        {
            var user = Active(name);
            return name == options.UserName && options.ApiKey is null
                    ? throw DomainException.Conflict(
                        $"The key of '{name}' is in the file 'api-key' of the data folder. To replace it, stop the server, delete the file "
                            + "and start the server."
                    )
                : name == options.UserName || options.Users.Any(given => given.Name == name && given.ApiKey is not null)
                    ? throw DomainException.Conflict(
                        $"The key of '{name}' is part of the server's configuration. Change it there and start the server again."
                    )
                : keys.Replace(user);
        }
    }

    /// <summary>Removes a user. The user's projects are kept.</summary>
    /// <exception cref="DomainException">The user was not found or is configured.</exception>
    public void Remove(string name)
    {
        lock (_lock)
        {
            if (IsConfigured(name))
            {
                throw DomainException.Conflict($"The user '{name}' is part of the server's configuration and cannot be removed.");
            }

            var user = Active(name);
            keys.Remove(user);
            users.UnmarkAdded(user.Id);
        }
    }

    /// <exception cref="ArgumentException">A name or key can't be used, or is used twice.</exception>
    public void Register()
    {
        keys.EndLostExecutions();
        var first = users.Register(options.UserName, isAdministrator: true);
        if (options.ApiKey is { } key)
        {
            keys.Accept(first, key);
        }
        else
        {
            keys.AcceptFile(first, folders.KeyFile);
        }

        foreach (var given in options.Users.Where(user => user.Name != options.UserName))
        {
            var user = users.Register(given.Name, given.IsAdministrator, given.Email);
            if (given.ApiKey is { } own)
            {
                keys.Accept(user, own);
            }
            else
            {
                keys.AcceptStored(user);
            }
        }

        foreach (var user in users.Added().Where(user => !IsConfigured(user.Name)))
        {
            keys.AcceptStored(user);
        }

        foreach (var given in options.Organizations)
        {
            if (users.Find(given.Name) is { IsOrganization: false })
            {
                throw new ArgumentException(
                    $"'{given.Name}' is a user of this server; an organization needs another name.",
                    nameof(options)
                );
            }

            var organization = organizations.All().Find(known => known.Name == given.Name) ?? organizations.Create(given.Name);
            foreach (
                var (name, role) in given
                    .Members.Select(name => (name, "Member"))
                    .Concat(given.Administrators.Select(name => (name, "Admin")))
            )
            {
                var user = users.Find(name) is { IsOrganization: false } found
                    ? found
                    : throw new ArgumentException(
                        $"The organization {given.Name} has a member '{name}', who is not a user. Add the user to "
                            + $"LocalDominoOptions.Users.",
                        nameof(options)
                    );
                organizations.SetMember(organization.Id, user.Id, role);
            }
        }
    }

    private UserRow Active(string name) =>
        users.Find(name) is { IsOrganization: false } user && keys.IsActive(user)
            ? user
            : throw DomainException.NotFound($"The user '{name}' was not found.");
}
