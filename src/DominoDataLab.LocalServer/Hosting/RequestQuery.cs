using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>Reads and checks the query of a request.</summary>
internal static class RequestQuery
{
    /// <summary>The whole number of a query, or what it is where it was not given.</summary>
    public static int WholeNumber(this IQueryCollection query, string name, int missing) =>
        query[name].ToString() is not { Length: > 0 } text ? missing
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw DomainException.Invalid($"'{name}' is '{text}'; it must be a whole number from 0 on.");

    /// <summary>Which part of a list is asked for, as the public API's queries say it.</summary>
    public static (int Offset, int Limit) Page(this HttpContext context, int unset) =>
        (context.Number("offset", 0, 0, int.MaxValue), context.Number("limit", unset, 1, 1000));

    /// <summary>A whole number of the query.</summary>
    public static int Number(this HttpContext context, string name, int unset, int least, int most) =>
        context.Request.Query[name].ToString() is not { Length: > 0 } text ? unset
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw DomainException.Invalid(
            $"'{name}' is '{text}'; it must be a whole number of at least {least}{(most == int.MaxValue ? "" : $" and at most {most}")}."
        );
}
