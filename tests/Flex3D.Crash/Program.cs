using System.Globalization;
using Flex3D.Crash;

var options = new CrashOptions();
for (int i = 0; i < args.Length; i++)
{
    string value = i + 1 < args.Length ? args[i + 1] : "";
    switch (args[i])
    {
        case "--kills" when int.TryParse(value, CultureInfo.InvariantCulture, out int kills):
            options = options with { Kills = kills };
            break;
        case "--seed" when ulong.TryParse(value, CultureInfo.InvariantCulture, out ulong seed):
            options = options with { Seed = seed };
            break;
        case "--schedule" when int.TryParse(value, CultureInfo.InvariantCulture, out int schedule):
            options = options with { Schedule = schedule };
            break;
        case "--at-once" when int.TryParse(value, CultureInfo.InvariantCulture, out int atOnce):
            options = options with { AtOnce = atOnce };
            break;
        default:
            Console.Error.WriteLine("usage: flex3d-crash [--kills N] [--seed N] [--schedule N] [--at-once N]");
            return 64;
    }
    i++;
}
CrashReport report = await CrashCampaign.RunAsync(options, Console.Out);
return report.Failures.Count == 0 ? 0 : 1;
