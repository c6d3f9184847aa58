using System.Net;
using Flex3D.Pipeline.Queue.Children;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Serving.Control;
using Flex3D.Pipeline.Serving.Listing;
using Flex3D.Pipeline.Serving.Scenes;
using Flex3D.Stages.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Flex3D.Pipeline.Serving.Http;

/// <summary>The server: puts its parts together, listens, and answers until it is disposed of.</summary>
internal sealed class ServeApp : IAsyncDisposable
{
    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(3);
    private readonly WebApplication _web;
    private readonly IDisposable[] _parts;
    private readonly CancellationTokenSource _end;

    private ServeApp(WebApplication web, RunCatalogue runs, EventStream events, IReadOnlyList<ApiRoute> routes, CancellationTokenSource end, IDisposable[] parts) =>
        (_web, Runs, Events, Routes, _end, _parts) = (web, runs, events, routes, end, parts);

    /// <summary>The runs.</summary>
    public RunCatalogue Runs { get; }

    /// <summary>The browsers that listen.</summary>
    public EventStream Events { get; }

    /// <summary>The addresses of the API.</summary>
    public IReadOnlyList<ApiRoute> Routes { get; }

    /// <summary>The address of the server.</summary>
    public Uri Address { get; private set; } = new("http://localhost/");

    /// <summary>The address to open, with the token if there is one.</summary>
    public Uri Link { get; private set; } = new("http://localhost/");

    /// <summary>Begins to listen.</summary>
    /// <param name="tell">Told of defects.</param>
    /// <param name="stop">Ends the streams of events.</param>
    /// <exception cref="InputException">The port is in use, or may not be used.</exception>
    public static async Task<ServeApp> StartAsync(ServeRequest request, StepCatalogue steps, TimeProvider clock, Action<string> tell, CancellationToken stop)
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var runs = new RunCatalogue(request.Root, clock);
        var curves = new TrainingCurves();
        var control = new RunControl(runs, steps, arguments => ChildRun.Start(arguments, _ => { }, alone: true));
        var checks = new InputChecks();
        var devices = new DeviceList();
        var scenes = new SceneCache();
        var events = new EventStream(runs, curves, clock, end.Token);
        ApiRoute[] routes = [.. new RunAnswers(runs, curves, control).Routes, .. new SceneAnswers(runs, scenes).Routes, .. new ControlAnswers(runs, control, checks, devices).Routes, events.Route];
        var guard = new AccessGuard(request);
        WebApplication web = Build(request, routes, guard, tell);
        var app = new ServeApp(web, runs, events, routes, end, [checks, devices, scenes]);
        try
        {
            await web.StartAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new InputException("--port", null, $"{request.Address}:{request.Port}, which cannot be used ({fault.Message.TrimEnd('.')})", "a free port of this machine", "name another with --port, or 0 for any that is free", fault);
        }
        var bound = new Uri(web.Urls.First());
        guard.Cookie = $"flex3d-{bound.Port}";
        bool everywhere = request.Address.Equals(IPAddress.Any) || request.Address.Equals(IPAddress.IPv6Any);
        app.Address = new UriBuilder("http", everywhere ? Environment.MachineName : bound.Host, bound.Port).Uri;
        app.Link = request.Token is { } token ? new Uri(app.Address, "/?token=" + Uri.EscapeDataString(token)) : app.Address;
        return app;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        using var goodbye = new CancellationTokenSource(s_goodbye);
        await _web.StopAsync(goodbye.Token).ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        foreach (IDisposable part in _parts)
        {
            part.Dispose();
        }
        _end.Dispose();
    }

    private static WebApplication Build(ServeRequest request, ApiRoute[] routes, AccessGuard guard, Action<string> tell)
    {
        // Empty: neither environment variables nor files of the working folder change what is served.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = [] });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Answers.MostBytes;
            kestrel.Limits.MaxConcurrentConnections = 1000;
            kestrel.Listen(request.Address, request.Port);
        });
        builder.Services.AddRoutingCore();
        WebApplication web = builder.Build();
        web.Use(next => http => GuardedAsync(http, guard, next, tell));
        web.UseRouting();
        foreach ((string path, RequestDelegate answer) in PageAnswers.Pages)
        {
            web.MapMethods(path, ["GET"], answer);
        }
        foreach (ApiRoute route in routes)
        {
            web.MapMethods(route.Path, [route.Method], route.Changes && request.ReadOnly ? Refused : route.Answer);
        }
        byte[] document = System.Text.Encoding.UTF8.GetBytes(OpenApiDocument.Of(routes).ToJsonString());
        web.MapMethods("/openapi.json", ["GET"], http => Answers.Json(http, document));
        web.MapFallback(http => Answers.Error(http, 404, "no such address; /openapi.json lists those of the API"));
        return web;
    }

    private static Task Refused(HttpContext http) => Answers.Error(http, 403, "this server only shows runs (--read-only)");

    private static async Task GuardedAsync(HttpContext http, AccessGuard guard, RequestDelegate next, Action<string> tell)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        try
        {
            if (guard.Refuse(http.Request) is var (status, why))
            {
                await Answers.Error(http, status, why).ConfigureAwait(false);
            }
            else if (http.Request.Path == "/" && http.Request.Query["token"].ToString() is { Length: > 0 } word)
            {
                await EnterAsync(http, guard, word).ConfigureAwait(false);
            }
            else
            {
                await next(http).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (http.RequestAborted.IsCancellationRequested)
        {
            _ = fault; // the browser has gone
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            (int status, string message) = fault switch
            {
                RefusedException refused => (refused.Status, refused.Message),
                BadHttpRequestException bad => (bad.StatusCode, bad.Message),
                InputException or FileNotFoundException or DirectoryNotFoundException => (400, FaultMessage.Of(fault)),
                IOException or UnauthorizedAccessException => (503, FaultMessage.Of(fault)),
                _ => (500, $"a defect of Flex3D: {fault.Message}"),
            };
            if (status == 500)
            {
                tell($"{http.Request.Method} {http.Request.Path}: {fault}");
            }
            await Answers.Error(http, status, message).ConfigureAwait(false);
        }
    }

    // The token moves from the address, which histories keep, into a cookie that scripts cannot read.
    private static Task EnterAsync(HttpContext http, AccessGuard guard, string word)
    {
        if (!guard.IsToken(word))
        {
            return Answers.Error(http, 401, "the token is wrong; open the address that flex3d serve printed");
        }
        http.Response.Cookies.Append(guard.Cookie, word, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
        http.Response.Redirect("/");
        return Task.CompletedTask;
    }
}
