// Written by derive.py from botocore 1.29.27; the notation is explained in additions.ts.

/** Names whose signing name their structure does not tell. */
export const botocore = `AWSMobileHubService mobile
IoTSecuredTunneling api.tunneling.iot
appconfig &data
appstream &2
aws-marketplace .marketplace
awsssooidc oidc
awsssoportal portal.sso
backup-storage backupstorage
chime -&
cloudhsm &v2
cloudsearch &domain
connect contact-lens
execute-api iot participant.connect
forecast &query
geo .&
greengrass &-ats.iot
iot-jobs-data data.jobs.iot
iot1click .&
iotdata data-ats.iot data.iot
ioteventsdata data.iotevents
iotfleethub api.fleethub.iot
lex -& models.&
memorydb memory-db
mgh migrationhub-config
mobiletargeting pinpoint
mturk-requester &-sandbox
omics -&
personalize &-events &-runtime
s3 &-control
sagemaker .&
servicecatalog &-appregistry
ses email
sms-voice &.pinpoint`;

/** Names that are served without a region, and buckets. */
export const regionless = /^(budgets|cloudfront|global\.health|iam|route53|savingsplans|sts|waf|(.+\.)?s3)$/;
