<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:m="http://www.loc.gov/MARC21/slim" xmlns:z="http://indexdata.com/zebra-2.0"
    exclude-result-prefixes="m">
  <xsl:template match="/m:record">
    <z:record z:id="{generate-id(.)}-{normalize-space(m:controlfield[@tag='001'])}">
      <xsl:apply-templates/>
    </z:record>
  </xsl:template>
  <xsl:template match="m:datafield[@tag='010']/m:subfield[@code='a']">
    <z:index name="LC-card-number:w"><xsl:value-of select="."/></z:index>
  </xsl:template>
  <xsl:template match="m:datafield[@tag='020']/m:subfield[@code='a' or @code='z']">
    <z:index name="ISBN:w"><xsl:value-of select="."/></z:index>
  </xsl:template>
  <xsl:template match="m:datafield[@tag='022']/m:subfield[@code='a']">
    <z:index name="ISSN:w"><xsl:value-of select="."/></z:index>
  </xsl:template>
  <xsl:template match="m:datafield[@tag='245']/m:subfield">
    <z:index name="Title:w Title:p"><xsl:value-of select="."/></z:index>
  </xsl:template>
  <xsl:template match="m:datafield[@tag='880' and starts-with(m:subfield[@code='6'], '245')]/m:subfield[@code='a']">
    <z:index name="Title:w Title:p"><xsl:value-of select="."/></z:index>
  </xsl:template>
  <xsl:template match="m:datafield[@tag='100' or @tag='700']/m:subfield[@code='a']">
    <z:index name="Author:w Author:p"><xsl:value-of select="."/></z:index>
  </xsl:template>
  <xsl:template match="text()"/>
</xsl:stylesheet>
