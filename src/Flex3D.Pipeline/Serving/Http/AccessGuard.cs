using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Flex3D.Pipeline.Serving.Http;

/// <summary>Who may ask: those who know the token, from pages of this server alone, under a name of this machine.</summary>
/// <remarks>
/// The name is checked where there is no token, so that a page elsewhere whose name is made to point to this machine (DNS rebinding) reads nothing. Another page's requests are known by
/// <c>Sec-Fetch-Site</c> and <c>Origin</c>, which browsers set. The page itself and its scripts hold no secret, and are given to everybody.
/// </remarks>
internal sealed class AccessGuard(ServeRequest request)
{
    private const string Bearer = "Bearer ";
    private readonly byte[]? _token = request.Token is { } token ? Hash(token) : null;

    /// <summary>The name of the cookie that holds the token; cookies do not tell ports apart.</summary>
    public string Cookie { get; set; } = "flex3d";

    /// <summary>Returns why a request is refused, and the status that says so; null where it is not.</summary>
    public (int Status, string Why)? Refuse(HttpRequest asked)
    {
        if (_token is null && !Known(asked.Host.Host))
        {
            return (421, $"this server does not answer to the name '{asked.Host.Host}'; use localhost, or start it with --host {asked.Host.Host}");
        }
        bool secret = asked.Path.StartsWithSegments("/api") || asked.Path == "/openapi.json";
        if (secret && (asked.Headers["Sec-Fetch-Site"] is [var site] && site is "cross-site" or "same-site" || (asked.Headers.Origin is [var origin] && !IsOwn(origin, asked))))
        {
            return (403, "the request comes from a page of another server");
        }
        if (secret && _token is not null && !Knows(asked))
        {
            return (401, "the token is missing or wrong; open the address that flex3d serve printed, or send the header Authorization: Bearer TOKEN");
        }
        bool posts = asked.Method != HttpMethods.Get && asked.Method != HttpMethods.Head;
        return posts && asked.ContentType?.Split(';')[0].Trim() != "application/json" ? (415, "expected Content-Type: application/json") : null;
    }

    /// <summary>Whether a word is the token.</summary>
    public bool IsToken(string? word) => word is not null && _token is not null && CryptographicOperations.FixedTimeEquals(Hash(word), _token);

    private bool Knows(HttpRequest asked) =>
        asked.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.Ordinal) ? IsToken(header[Bearer.Length..].Trim()) : IsToken(asked.Cookies[Cookie]);

    private bool Known(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address))
        || request.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    // A proxy may speak https to the browser and http to this server: names are compared, not schemes.
    private bool IsOwn(string? origin, HttpRequest asked) => Uri.TryCreate(origin, UriKind.Absolute, out Uri? from)
        && (from.Authority.Equals(asked.Host.Value, StringComparison.OrdinalIgnoreCase) || request.Hosts.Contains(from.Host, StringComparer.OrdinalIgnoreCase));

    private static byte[] Hash(string word) => SHA256.HashData(Encoding.UTF8.GetBytes(word));
}
